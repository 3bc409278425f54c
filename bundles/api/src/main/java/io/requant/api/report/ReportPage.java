package io.requant.api.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An HTML page with text, tables and charts; it needs no other file and follows the colour scheme.
 */
public final class ReportPage {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --quoted: #75706a; --tint: #8881; --cell: #2f6fd0;
        --c0: #2f6fd0; --c1: #d0662f; --c2: #2f9e60; --c3: #9a4fc4; --c4: #a58a10; --c5: #1e9db5;
        --c6: #c2407a; --c7: #6f7d33; }
      @media (prefers-color-scheme: dark) { :root { --quoted: #a8a29a; --c0: #6ea3f2; --c1: #f0905c;
        --c2: #58c98a; --c3: #c48ae8; --c4: #d8c04a; --c5: #58c6dc;
        --c6: #ee7fb0; --c7: #b3c46a; } }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
        padding: 0 1rem; }
      h2 { margin-top: 2.6rem; border-bottom: 1px solid #8884; }
      nav { columns: 2; font-size: 0.93rem; } nav a { display: block; }
      figure { margin: 1rem 0; }
      figcaption { font-size: 0.87rem; opacity: 0.8; }
      .scroll { overflow-x: auto; }
      svg { width: 100%; height: auto; }
      svg text { font: 12px system-ui, sans-serif; fill: currentColor; }
      svg .title { font-weight: 600; }
      svg .frame { stroke: currentColor; stroke-opacity: 0.25; fill: none; }
      svg .whisker { stroke: currentColor; fill: none; }
      svg .mark { stroke: currentColor; stroke-dasharray: 5 4; fill: none; }
      svg .cell { fill: var(--cell); }
      .c0 { stroke: var(--c0); fill: var(--c0); } .c1 { stroke: var(--c1); fill: var(--c1); }
      .c2 { stroke: var(--c2); fill: var(--c2); } .c3 { stroke: var(--c3); fill: var(--c3); }
      .c4 { stroke: var(--c4); fill: var(--c4); } .c5 { stroke: var(--c5); fill: var(--c5); }
      .c6 { stroke: var(--c6); fill: var(--c6); } .c7 { stroke: var(--c7); fill: var(--c7); }
      svg .quoted { stroke: var(--quoted); fill: var(--quoted); }
      svg .curve { fill: none; stroke-width: 1.8; }
      svg .curve.computed { stroke-dasharray: 1.5 4; stroke-linecap: round; }
      svg .curve.quoted { stroke-dasharray: 7 4; }
      svg .bar.computed { fill-opacity: 0.3; }
      svg .bar.quoted { fill-opacity: 0.15; stroke-dasharray: 3 2; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th { text-align: left; font-weight: 600; vertical-align: top; padding-right: 1rem; }
      td, th { border-bottom: 1px solid #8884; padding: 0.2rem 0.4rem; }
      td { overflow-wrap: anywhere; } td:first-child { white-space: nowrap; }
      tr.quoted td { background: var(--tint); color: var(--quoted); font-style: italic; }
      summary { cursor: pointer; margin: 0.6rem 0; }
      .figure { font-size: 2rem; font-weight: 600; }
      """;

  private final StringBuilder page = new StringBuilder(1 << 14);
  private final List<String> headings = new ArrayList<>();
  private int contents = -1;

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

  /** Adds a list of all headings, with links to them. */
  public ReportPage contents() {
    contents = page.length();
    return this;
  }

  /** Adds a heading. */
  public ReportPage heading(String text) {
    headings.add(text);
    page.append("<h2 id=\"s")
        .append(headings.size())
        .append("\">")
        .append(escape(text))
        .append("</h2>\n");
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
   * Adds a chart.
   *
   * @param caption what was measured, on what, in which units
   */
  public ReportPage chart(Chart chart, String caption) {
    page.append("<figure>\n")
        .append(chart.svg())
        .append("<figcaption>")
        .append(escape(caption))
        .append("</figcaption>\n</figure>\n");
    return this;
  }

  /**
   * Adds a table.
   *
   * @param head names of the columns
   * @param rows cells by row
   */
  public ReportPage table(List<String> head, List<List<String>> rows) {
    return table(head, rows, List.of());
  }

  /**
   * Adds a table with figures of our own and of others, which look different.
   *
   * @param head names of the columns
   * @param rows cells by row
   * @param quoted cells by row that others published; they follow the own ones
   */
  public ReportPage table(List<String> head, List<List<String>> rows, List<List<String>> quoted) {
    page.append("<div class=\"scroll\"><table>\n<tr>");
    head.forEach(name -> page.append("<th scope=\"col\">").append(escape(name)).append("</th>"));
    page.append("</tr>\n");
    rows.forEach(row -> row("<tr>", row));
    quoted.forEach(row -> row("<tr class=\"quoted\">", row));
    page.append("</table></div>\n");
    return this;
  }

  private void row(String start, List<String> cells) {
    page.append(start);
    cells.forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
    page.append("</tr>\n");
  }

  /**
   * Adds a part that is closed until someone opens it.
   *
   * @param summary what is in it
   * @param inside adds it to this page
   */
  public ReportPage folded(String summary, Consumer<ReportPage> inside) {
    page.append("<details>\n<summary>").append(escape(summary)).append("</summary>\n");
    inside.accept(this);
    page.append("</details>\n");
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
    StringBuilder whole = new StringBuilder(page);
    if (contents >= 0) {
      StringBuilder nav = new StringBuilder("<nav>\n");
      for (int i = 1; i <= headings.size(); i++) {
        String text = escape(headings.get(i - 1));
        nav.append("<a href=\"#s").append(i).append("\">").append(text).append("</a>\n");
      }
      whole.insert(contents, nav.append("</nav>\n"));
    }
    return whole.append("</body>\n</html>\n").toString();
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
