package io.requant.quantlstm.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaperFiguresTest {

  @Test
  void tableTwoIsThatOfThePaper() {
    table(
        "ResNet38",
        "2.3 1.9 1.2 0.8",
        "11.4 8.6 6.2 3.5",
        "31.2 30.9 31.8 31.2",
        "93.8 83.2 81.9 79.2");
    table(
        "ResNet74",
        "4.8 3.5 2.1 1.5",
        "22.7 17.2 12.9 8.5",
        "62.1 61.8 61.2 61.1",
        "92.7 89.9 84.8 78.7");
    assertThat(PaperFigures.TABLE_2).hasSize(8);
  }

  private static void table(String network, String... columns) {
    List<PaperFigures.Level> rows =
        PaperFigures.TABLE_2.stream().filter(row -> row.network().equals(network)).toList();
    List<List<Double>> found = new ArrayList<>();
    found.add(rows.stream().map(PaperFigures.Level::weightMegabytes).toList());
    found.add(rows.stream().map(PaperFigures.Level::activationKilobytes).toList());
    found.add(rows.stream().map(PaperFigures.Level::millis).toList());
    found.add(rows.stream().map(PaperFigures.Level::top1).toList());
    assertThat(found)
        .isEqualTo(
            Stream.of(columns)
                .map(column -> Stream.of(column.split(" ")).map(Double::valueOf).toList())
                .toList());
    assertThat(rows).extracting(PaperFigures.Level::percent).containsExactly(100, 75, 50, 25);
  }

  @Test
  void itsLossesAreThoseThatItIsKnownFor() {
    // 10.6, 11.9 and 14.6 points below its own level 100.
    assertThat(PaperFigures.TABLE_2.get(1).loss()).isCloseTo(10.6, within(1e-9));
    assertThat(PaperFigures.TABLE_2.get(2).loss()).isCloseTo(11.9, within(1e-9));
    assertThat(PaperFigures.TABLE_2.get(3).loss()).isCloseTo(14.6, within(1e-9));
    assertThat(PaperFigures.TABLE_2.get(4).loss()).isZero();
  }

  @Test
  void theOtherFiguresAreThoseOfThePaper() {
    assertThat(PaperFigures.FIGURE_16)
        .containsExactly(List.of(18, 38, 54, 77, 82, 95), List.of(18, 26, 49, 67, 85));
    assertThat(PaperFigures.FIGURE_17.values()).containsExactly(4.11, 8.11, 5.56);
    assertThat(PaperFigures.GATE_OF_BLOCK).isEqualTo(0.04);
    assertThat(PaperFigures.MIXES)
        .containsEntry(List.of(7, 8, 9, 10), 98.0)
        .containsEntry(List.of(5, 6, 7, 8, 9), 5.0);
    assertThat(List.of(PaperFigures.FALLS_AT, PaperFigures.COLLAPSES_AT)).containsExactly(8, 5);
  }
}
