package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class BarChartTest {

  @Test
  void aBarIsAsHighAsItsValueAndStandsOnZero() throws Exception {
    String svg =
        new BarChart("Bits", List.of("a", "b"))
            .bars("weights", new double[] {4, 8})
            .bars("activations", new double[] {-4, Double.NaN})
            .svg();
    NodeList bars =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("rect");
    // Two of the legend, then three bars: the missing value has none.
    assertThat(bars.getLength()).isEqualTo(5);
    double four = number(bars, 2, "height");
    assertThat(number(bars, 3, "height")).isEqualTo(four);
    assertThat(number(bars, 4, "height")).isBetween(2 * four - 0.2, 2 * four + 0.2);
    double zero = number(bars, 2, "y") + four;
    assertThat(number(bars, 3, "y")).isBetween(zero - 0.2, zero + 0.2);
  }

  @Test
  void anIntervalIsDrawnFromItsLowerToItsUpperEndAndInsideTheChart() {
    String svg =
        new BarChart("Points", List.of("a"))
            .bars("gate", new double[] {1}, new double[] {-1}, new double[] {3})
            .svg();
    // Scale from -1 to 3 over 34..220: 3 at the top, -1 at the bottom.
    assertThat(svg).contains("class=\"whisker\"").containsPattern("d=\"M[0-9.]+ 34.0V220.0M");
  }

  @Test
  void aMarkIsAsHighAsABarOfItsValueAndValuesStandAboveBars() throws Exception {
    String svg =
        new BarChart("Ratio", List.of("a"))
            .bars("engine", new double[] {2})
            .mark(2)
            .withValues()
            .svg();
    NodeList bars =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("rect");
    String top = ((Element) bars.item(1)).getAttribute("y");
    assertThat(svg).containsPattern("class=\"mark\" d=\"M[0-9]+ " + top + "H");
    assertThat(svg).contains(">2.00</text>");
  }

  @Test
  void barsOfAnotherNumberAreRefused() {
    assertThatThrownBy(() -> new BarChart("Bits", List.of("a")).bars("w", new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values for 1 categories");
  }

  @Test
  void aPageEscapesWhatItShows() {
    String page =
        new ReportPage("<script>")
            .figure("<1>", "&")
            .table(List.of("<a>"), List.of(List.of("\"b\"")))
            .entries(Map.of("<key>", Map.of("inner", "<value>")))
            .html();
    assertThat(page)
        .doesNotContain("<script>", "<1>", "<a>", "<key>", "<value>")
        .contains("&lt;script&gt;", "&quot;b&quot;", "&lt;key&gt; inner");
  }

  private static double number(NodeList bars, int index, String attribute) {
    return Double.parseDouble(((Element) bars.item(index)).getAttribute(attribute));
  }
}
