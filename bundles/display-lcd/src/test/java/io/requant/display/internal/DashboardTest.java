package io.requant.display.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DashboardTest {

  private static Observation running(Frame frame) {
    var engine = Samples.engine("w4a4", "pi");
    return new Observation(
        Optional.of(Samples.status(engine, 123_456, 1_234)),
        Optional.of(Samples.result(frame, engine)),
        Optional.empty());
  }

  private static Canvas paint(Panel panel, Observation seen) {
    Canvas canvas = new Canvas(panel.width(), panel.height());
    new Dashboard(panel).paint(canvas, seen);
    return canvas;
  }

  private static int count(Canvas canvas, Box box, int rgb) {
    short pixel = Colour.pixel(rgb);
    int count = 0;
    for (int y = box.y(); y < box.bottom(); y++) {
      for (int x = box.x(); x < box.right(); x++) {
        count += canvas.pixels()[y * canvas.width() + x] == pixel ? 1 : 0;
      }
    }
    return count;
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void the_frame_fills_its_place_and_nothing_else(Panel panel) {
    int violet = 0xAD08EF;
    Canvas canvas = paint(panel, running(Samples.frame(320, 240, violet, OptionalInt.empty())));
    Box picture = PanelStyle.of(panel).picture();
    assertThat(count(canvas, picture, violet)).isEqualTo(picture.width() * picture.height());
    assertThat(count(canvas, new Box(0, 0, panel.width(), panel.height()), violet))
        .isEqualTo(picture.width() * picture.height());
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void parts_lie_on_the_panel_and_do_not_overlap(Panel panel) {
    PanelStyle style = PanelStyle.of(panel);
    List<Box> boxes = List.of(style.header(), style.picture(), style.verdict(), style.account());
    for (Box box : boxes) {
      assertThat(box.x()).isNotNegative();
      assertThat(box.right()).isLessThanOrEqualTo(panel.width());
      assertThat(box.bottom()).isLessThanOrEqualTo(panel.height());
      for (Box other : boxes) {
        boolean apart =
            box.equals(other)
                || box.right() <= other.x()
                || other.right() <= box.x()
                || box.bottom() <= other.y()
                || other.bottom() <= box.y();
        assertThat(apart).as("%s and %s", box, other).isTrue();
      }
    }
    assertThat(style.picture().width() * 3).isEqualTo(style.picture().height() * 4);
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void the_bars_are_as_long_as_the_classes_are_probable(Panel panel) {
    Box verdict = PanelStyle.of(panel).verdict();
    Frame frame = Samples.frame(32, 24, 0, OptionalInt.empty());
    int sure = count(paint(panel, running(frame, 0.9)), verdict, Palette.ACCENT);
    int half = count(paint(panel, running(frame, 0.45)), verdict, Palette.ACCENT);
    int none = count(paint(panel, running(frame, 0)), verdict, Palette.ACCENT);
    assertThat((sure - none) / (double) (half - none)).isBetween(1.9, 2.15);
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void a_time_leaves_a_gap_to_the_next_column_whatever_it_is(Panel panel) {
    PanelStyle style = PanelStyle.of(panel);
    for (int column : new Dashboard(panel).timeColumns()) {
      for (long micros = 1; micros < 999_000_000L; micros = micros * 11 / 10 + 1) {
        String text = Numbers.micros(micros);
        assertThat(style.value().width(text))
            .as(text)
            .isLessThanOrEqualTo(column - style.unit() / 2);
      }
    }
  }

  private static Observation running(Frame frame, double probability) {
    Observation seen = running(frame);
    InferenceResult result =
        new InferenceResult(
            frame,
            List.of(new RankedClass(6, "frog", probability)),
            seen.result().orElseThrow().engine(),
            1,
            2,
            3);
    return new Observation(seen.status(), Optional.of(result), Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void a_known_truth_is_marked_right_or_wrong(Panel panel) {
    Box verdict = PanelStyle.of(panel).verdict();
    Canvas right = paint(panel, running(Samples.frame(32, 24, 0, OptionalInt.of(6))));
    Canvas wrong = paint(panel, running(Samples.frame(32, 24, 0, OptionalInt.of(9))));
    Canvas unknown = paint(panel, running(Samples.frame(32, 24, 0, OptionalInt.empty())));
    assertThat(count(right, verdict, Palette.GOOD)).isPositive();
    assertThat(count(right, verdict, Palette.BAD)).isZero();
    assertThat(count(wrong, verdict, Palette.BAD)).isPositive();
    assertThat(count(wrong, verdict, Palette.GOOD)).isZero();
    assertThat(count(unknown, verdict, Palette.GOOD)).isZero();
    assertThat(count(unknown, verdict, Palette.BAD)).isZero();
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void a_ledger_that_does_not_balance_is_red_and_one_that_does_is_not(Panel panel) {
    Box account = PanelStyle.of(panel).account();
    Observation good = running(Samples.frame(32, 24, 0, OptionalInt.empty()));
    PipelineStatus status = good.status().orElseThrow();
    PipelineStatus lossy =
        new PipelineStatus(
            status.engine(), "w4a4", List.of("pi"), new Ledger(9, 5, Map.of(), 1), 1, 2, 3, 4, 5);
    Canvas bad = paint(panel, new Observation(Optional.of(lossy), good.result(), Optional.empty()));
    assertThat(count(bad, account, Palette.BAD)).isPositive();
    assertThat(count(paint(panel, good), account, Palette.BAD)).isZero();
    assertThat(count(paint(panel, good), account, Palette.GOOD)).isPositive();
    assertThat(count(paint(panel, good), account, Palette.WARN)).as("shed").isPositive();
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void every_state_can_be_drawn_and_looks_different(Panel panel) {
    Frame frame = Samples.frame(32, 24, 0x18A4E7, OptionalInt.empty());
    Canvas none = paint(panel, Observation.NONE);
    Canvas lost =
        paint(
            panel,
            new Observation(
                Optional.of(Samples.status(null, 10, 0)),
                running(frame).result(),
                Optional.empty()));
    Box header = PanelStyle.of(panel).header();
    assertThat(count(none, header, Palette.WARN)).isPositive();
    assertThat(count(lost, header, Palette.BAD)).isPositive();
    assertThat(count(paint(panel, running(frame)), header, Palette.GOOD)).isPositive();
  }

  @ParameterizedTest
  @EnumSource(Panel.class)
  void extreme_values_stay_in_their_places(Panel panel) {
    var engine = Samples.engine("p".repeat(64), "b".repeat(80));
    PipelineStatus huge =
        new PipelineStatus(
            Optional.of(engine),
            "x",
            List.of(),
            new Ledger(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2 - 1, Map.of(), 1),
            1e9,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    InferenceResult result =
        new InferenceResult(
            Samples.frame(1, 1, 0, OptionalInt.empty()),
            List.of(new RankedClass(0, "n".repeat(300), Double.NaN)),
            engine,
            1,
            1,
            1);
    Canvas canvas =
        paint(panel, new Observation(Optional.of(huge), Optional.of(result), Optional.empty()));
    PanelStyle style = PanelStyle.of(panel);
    Box gutter =
        new Box(
            style.picture().right(),
            style.picture().y(),
            style.verdict().x() - style.picture().right(),
            style.picture().height());
    assertThat(count(canvas, gutter, Palette.BACKGROUND))
        .isEqualTo(gutter.width() * gutter.height());
  }

  @Test
  void frames_of_three_bytes_a_pixel_and_odd_shapes_are_drawn_too() {
    ByteBuffer rgb = ByteBuffer.allocate(10 * 40 * 3);
    while (rgb.hasRemaining()) {
      rgb.put((byte) 0xF8).put((byte) 0).put((byte) 0xF8);
    }
    Frame frame = new Frame(1, 1, 10, 40, PixelFormat.RGB888, rgb.flip(), OptionalInt.empty());
    Box box = FramePicture.fit(frame, new Box(4, 2, 60, 30));
    assertThat(box.height()).isEqualTo(30);
    assertThat(box.width()).isEqualTo(7);
    Canvas canvas = new Canvas(64, 34);
    FramePicture.draw(canvas, frame, box);
    assertThat(count(canvas, box, 0xF800F8)).isEqualTo(30 * 7);
    assertThat(count(canvas, new Box(0, 0, 64, 34), 0)).isEqualTo(64 * 34 - 30 * 7);
  }

  @Test
  void scaling_is_smooth_between_two_colours() {
    ByteBuffer two = ByteBuffer.allocate(4).putShort((short) 0).putShort((short) 0xFFFF).flip();
    Frame frame = new Frame(1, 1, 2, 1, PixelFormat.RGB565, two, OptionalInt.empty());
    Canvas canvas = new Canvas(8, 1);
    FramePicture.draw(canvas, frame, new Box(0, 0, 8, 1));
    int before = -1;
    for (short pixel : canvas.pixels()) {
      assertThat(Colour.green(pixel)).isGreaterThanOrEqualTo(before);
      before = Colour.green(pixel);
    }
    assertThat(Colour.green(canvas.pixels()[0])).isZero();
    assertThat(before).isEqualTo(255);
    assertThat(Colour.green(canvas.pixels()[3])).isBetween(90, 140);
  }

  @Test
  void panels_are_found_by_name() {
    assertThat(Panel.of("an430")).isEqualTo(Panel.AN430);
    assertThat(Panel.of(" ATK-7016 ")).isEqualTo(Panel.ATK_7016);
    assertThatThrownBy(() -> Panel.of("vga"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AN430, ATK-7016");
  }
}
