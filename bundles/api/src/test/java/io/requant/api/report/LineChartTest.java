package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class LineChartTest {

  @Test
  void a_curve_spans_the_chart_from_the_first_to_the_last_position() throws Exception {
    Document svg =
        parse(
            new LineChart("Loss", "epoch", new double[] {1, 2, 3})
                .curve("training", new double[] {2, 1, 0})
                .svg());
    assertThat(curve(svg, 0)).startsWith("M52.0 34.0").endsWith("L708.0 226.0");
  }

  @Test
  void one_single_epoch_can_be_drawn() throws Exception {
    String svg =
        new LineChart("Loss", "epoch", new double[] {1}).curve("a", new double[] {0.5}).svg();
    assertThat(curve(parse(svg), 0)).startsWith("M52.0").doesNotContain("NaN", "Infinity");
  }

  @Test
  void missing_values_interrupt_the_curve() throws Exception {
    String svg =
        new LineChart("Loss", "epoch", new double[] {1, 2, 3, 4})
            .curve("a", new double[] {1, Double.NaN, 2, 3})
            .svg();
    assertThat(curve(parse(svg), 0).chars().filter(c -> c == 'M').count()).isEqualTo(2);
  }

  @Test
  void names_cannot_break_out_of_the_drawing() throws Exception {
    String svg =
        new LineChart("a < b & c", "x", new double[] {1}).curve("<b>", new double[] {1}).svg();
    assertThat(parse(svg).getDocumentElement().getTextContent()).contains("a < b & c", "<b>");
  }

  @Test
  void a_curve_of_another_length_is_refused() {
    LineChart chart = new LineChart("Loss", "epoch", new double[] {1, 2});
    assertThatThrownBy(() -> chart.curve("a", new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 values for 2 positions");
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static String curve(Document svg, int number) {
    NodeList paths = svg.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      if (path.getAttribute("class").equals("curve c" + number)) {
        return path.getAttribute("d");
      }
    }
    throw new AssertionError("no curve " + number);
  }
}
