package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class HeatMapTest {

  @Test
  void aCellIsTheDarkerTheLargerItsNumberAndEmptyWithoutOne() throws Exception {
    String svg =
        new HeatMap("Bits", List.of("conv1", "conv2"))
            .row("18 %", new double[] {2, Double.NaN})
            .row("95 %", new double[] {4, 8})
            .svg();
    NodeList cells =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getElementsByTagName("rect");
    assertThat(cells.getLength()).isEqualTo(3);
    assertThat(opacity(cells, 0)).isLessThan(opacity(cells, 1));
    assertThat(opacity(cells, 1)).isLessThan(opacity(cells, 2)).isLessThan(0.5);
    assertThat(svg).contains(">18 %<", ">conv2<", ">8<").doesNotContain("NaN");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(() -> new HeatMap("Bits", List.of("a")).row("r", new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values for 1 columns");
  }

  private static double opacity(NodeList cells, int index) {
    return Double.parseDouble(((Element) cells.item(index)).getAttribute("fill-opacity"));
  }
}
