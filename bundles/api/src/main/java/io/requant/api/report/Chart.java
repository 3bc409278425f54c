package io.requant.api.report;

/** A drawing for a {@link ReportPage}. */
public interface Chart {

  /** The drawing as an SVG element; its colours are the classes of the page. */
  String svg();
}
