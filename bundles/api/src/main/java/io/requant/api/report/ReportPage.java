package io.requant.api.report;

import java.util.List;
import java.util.Map;

/**
 * An HTML page with text, tables and charts; it needs no other file and follows the colour scheme.
 */
public final class ReportPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
        padding: 0 1rem; }
      svg { width: 100%; height: auto; }
      svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
      svg .frame { stroke: currentColor; stroke-opacity: 0.25; fill: none; }
      svg .curve { fill: none; stroke-width: 1.8; }
      .c0 { stroke: #2f6fd0; fill: #2f6fd0; } .c1 { stroke: #d0662f; fill: #d0662f; }
      .c2 { stroke: #2f9e60; fill: #2f9e60; } .c3 { stroke: #9a4fc4; fill: #9a4fc4; }
      .c4 { stroke: #b59a1e; fill: #b59a1e; } .c5 { stroke: #1e9db5; fill: #1e9db5; }
      table { border-collapse: collapse; width: 100%; }
      th { text-align: left; font-weight: 600; vertical-align: top; padding-right: 1rem; }
      td, th { border-bottom: 1px solid #8884; padding: 0.2rem 0.4rem; }
      td { overflow-wrap: anywhere; }
      .figure { font-size: 2rem; font-weight: 600; }
      """;

  private final StringBuilder page = new StringBuilder(1 << 14);

  /** Starts a page. */
  public ReportPage(String title) {
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>")
        .append(escape(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(escape(title))
        .append("</h1>\n");
  }

  /** Adds the figure that the page is about, with what it means. */
  public ReportPage figure(String figure, String meaning) {
    page.append("<p><span class=\"figure\">")
        .append(escape(figure))
        .append("</span> ")
        .append(escape(meaning))
        .append("</p>\n");
    return this;
  }

  /** Adds a heading. */
  public ReportPage heading(String text) {
    page.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  /** Adds a paragraph. */
  public ReportPage paragraph(String text) {
    page.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  /** Adds a chart. */
  public ReportPage chart(Chart chart) {
    page.append(chart.svg());
    return this;
  }

  /**
   * Adds a table.
   *
   * @param head names of the columns
   * @param rows cells by row
   */
  public ReportPage table(List<String> head, List<List<String>> rows) {
    page.append("<table>\n<tr>");
    head.forEach(name -> page.append("<th scope=\"col\">").append(escape(name)).append("</th>"));
    page.append("</tr>\n");
    for (List<String> row : rows) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
    return this;
  }

  /** Adds a table of entries by key; those of nested maps become rows with both keys. */
  public ReportPage entries(Map<?, ?> entries) {
    page.append("<table>\n");
    rows("", entries);
    page.append("</table>\n");
    return this;
  }

  private void rows(String prefix, Map<?, ?> entries) {
    entries.forEach(
        (key, value) -> {
          String name = prefix + key;
          if (value instanceof Map<?, ?> nested) {
            rows(name + " ", nested);
          } else {
            page.append("<tr><th scope=\"row\">")
                .append(escape(name))
                .append("</th><td>")
                .append(escape(String.valueOf(value)))
                .append("</td></tr>\n");
          }
        });
  }

  /** The page. */
  public String html() {
    return page + "</body>\n</html>\n";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
