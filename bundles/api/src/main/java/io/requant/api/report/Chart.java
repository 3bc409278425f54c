package io.requant.api.report;

/** A drawing for a {@link ReportPage}. */
public interface Chart {

  /** The drawing as an SVG element; its colours are the page's classes c0 to c5. */
  String svg();
}
