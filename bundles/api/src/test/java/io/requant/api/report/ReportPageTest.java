package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportPageTest {

  @Test
  void contentsNameEveryHeadingEvenThoseThatFollow() {
    String page =
        new ReportPage("R").contents().heading("One & all").paragraph("p").heading("Two").html();
    assertThat(page)
        .contains("<a href=\"#s1\">One &amp; all</a>", "<a href=\"#s2\">Two</a>")
        .contains("<h2 id=\"s2\">Two</h2>");
    assertThat(page.indexOf("<nav>")).isLessThan(page.indexOf("<h2"));
    assertThat(new ReportPage("R").heading("One").html()).doesNotContain("<nav>");
  }

  @Test
  void whatOthersPublishedLooksDifferentInTablesAndCharts() {
    assertThat(
            new ReportPage("R")
                .table(List.of("a"), List.of(List.of("own")), List.of(List.of("theirs")))
                .html())
        .contains("<tr><td>own</td>", "<tr class=\"quoted\"><td>theirs</td>");
    String lines =
        new LineChart("T", "x", new double[] {1, 2})
            .curve("own", new double[] {1, 2})
            .computed("reckoned", new double[] {2, 2})
            .quoted("theirs", new double[] {2, 3})
            .svg();
    assertThat(lines)
        .contains("class=\"curve c0\"", "class=\"curve computed c1\"", "class=\"curve quoted\"");
    String bars =
        new BarChart("T", List.of("x"))
            .bars("own", new double[] {1})
            .quoted("theirs", new double[] {2})
            .svg();
    assertThat(bars).contains("class=\"bar c0\"", "class=\"bar quoted\"");
  }

  @Test
  void aFoldedPartIsInsideItsDetails() {
    assertThat(new ReportPage("R").folded("more", page -> page.paragraph("inner")).html())
        .containsSubsequence("<details>", "<summary>more</summary>", "<p>inner</p>", "</details>");
  }

  @Test
  void aLegendThatDoesNotFitBesideTheTitleStandsBelowIt() {
    LineChart few = new LineChart("T", "x", new double[] {1}).curve("a", new double[] {1});
    LineChart many = new LineChart("T", "x", new double[] {1});
    for (int i = 0; i < 8; i++) {
      many.curve("a long name of a curve " + i, new double[] {1});
    }
    assertThat(few.svg()).contains("viewBox=\"0 0 720 260\"");
    assertThat(many.svg()).contains("viewBox=\"0 0 720 314\"").doesNotContain("x=\"-");
  }
}
