package io.requant.display.internal;

import io.requant.api.backend.EngineInfo;
import io.requant.api.frame.Frame;
import io.requant.api.pipeline.AdaptationStatus;
import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.InferenceResult.RankedClass;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.PipelineStatus;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws an observation on a panel. Used by one thread at a time. */
final class Dashboard {

  private static final int CLASSES = 5;

  /** Widths of the columns of the account, in percent. */
  private static final int[] SHARES = {18, 18, 15, 13, 14, 14, 8};

  /** Columns of the median and the 99th percentile. */
  private static final int[] TIMES = {4, 5};

  private final PanelStyle style;
  private final int unit;

  Dashboard(Panel panel) {
    style = PanelStyle.of(panel);
    unit = style.unit();
  }

  /** Draws the whole panel anew. */
  void paint(Canvas canvas, Observation seen) {
    canvas.fill(new Box(0, 0, canvas.width(), canvas.height()), Palette.BACKGROUND);
    header(canvas, seen);
    picture(canvas, seen.result());
    card(canvas, style.verdict());
    policy(canvas, seen);
    seen.result().ifPresent(result -> classes(canvas, result));
    card(canvas, style.account());
    account(canvas, seen.status());
  }

  private void card(Canvas canvas, Box box) {
    canvas.fillRound(box, unit * 0.75, Palette.CARD);
  }

  private void header(Canvas canvas, Observation seen) {
    Box box = style.header();
    int baseline = box.y() + (box.height() + style.title().cap()) / 2;
    int end = canvas.text(style.title(), box.x(), baseline, "REQUANT", Palette.TEXT);
    String network =
        seen.status().flatMap(PipelineStatus::engine).map(EngineInfo::network).orElse("")
            + level(seen);
    String rate =
        switch (seen.state()) {
          case RUNNING -> Numbers.rate(seen.status().orElseThrow().framesPerSecond()) + " fps";
          case IDLE -> "no frames";
          case NO_BACKEND -> "no backend";
          case WAITING -> "waiting";
        };
    int colour =
        switch (seen.state()) {
          case RUNNING -> Palette.GOOD;
          case IDLE, WAITING -> Palette.WARN;
          case NO_BACKEND -> Palette.BAD;
        };
    canvas.textRight(style.title(), box.right(), baseline, rate, Palette.TEXT);
    double radius = unit * 0.45;
    double left = box.right() - style.title().width(rate) - unit - radius;
    canvas.disc(left, baseline - style.title().cap() / 2.0, radius, colour);
    int room = (int) (left - end - 2 * unit);
    canvas.text(style.body(), end + unit, baseline, style.body().fit(network, room), Palette.DIM);
  }

  /** What the device has left, as far as it is known. */
  private static String level(Observation seen) {
    return seen.adaptation()
        .flatMap(AdaptationStatus::level)
        .map(
            decision ->
                " · "
                    + decision.level().percent()
                    + " %"
                    + decision
                        .binding()
                        .map(resource -> " " + resource.name().toLowerCase(Locale.ROOT))
                        .orElse(""))
        .orElse("");
  }

  private void picture(Canvas canvas, Optional<InferenceResult> result) {
    Box box = style.picture();
    if (result.isPresent()) {
      Frame frame = result.get().frame();
      canvas.fill(box, 0);
      FramePicture.draw(canvas, frame, FramePicture.fit(frame, box));
      return;
    }
    card(canvas, box);
    String text = "no picture yet";
    canvas.text(
        style.body(),
        box.x() + (box.width() - style.body().width(text)) / 2,
        box.y() + (box.height() + style.body().cap()) / 2,
        text,
        Palette.DIM);
  }

  private void policy(Canvas canvas, Observation seen) {
    Box box = style.verdict().inset(unit + unit / 4);
    Optional<EngineInfo> engine = seen.status().flatMap(PipelineStatus::engine);
    String bits = seen.policy().map(policy -> Bits.of(policy).brief()).orElse("");
    String name = engine.map(EngineInfo::policy).orElse("no backend");
    String path =
        engine
            .map(info -> info.backend() + " · " + info.path() + desired(seen))
            .orElse(
                seen.status()
                    .map(status -> "waiting for " + status.desiredPolicy())
                    .orElse("waiting for the pipeline"));
    int baseline = box.y() + style.hero().cap();
    canvas.textRight(style.body(), box.right(), baseline, bits, Palette.TEXT);
    int room = box.width() - style.body().width(bits) - unit;
    canvas.text(
        style.hero(),
        box.x(),
        baseline,
        style.hero().fit(name, room),
        engine.isPresent() ? Palette.ACCENT : Palette.BAD);
    canvas.text(
        style.body(),
        box.x(),
        baseline + unit + style.body().cap(),
        style.body().fit(path, box.width()),
        Palette.DIM);
  }

  /** What would run if more were left. */
  private static String desired(Observation seen) {
    return seen.adaptation()
        .filter(AdaptationStatus::adapted)
        .map(adaptation -> " · for " + seen.status().orElseThrow().desiredPolicy())
        .orElse("");
  }

  private void classes(Canvas canvas, InferenceResult result) {
    Box box = style.verdict().inset(unit + unit / 4);
    Font font = style.body();
    int first = box.y() + style.hero().cap() + 2 * unit + 2 * font.cap();
    int pitch = (box.bottom() - first) / CLASSES;
    int right = box.right() - font.width("100.0%") - unit;
    int left = box.x() + box.width() * 2 / 5;
    List<RankedClass> top = result.top();
    for (int i = 0; i < Math.min(CLASSES, top.size()); i++) {
      RankedClass ranked = top.get(i);
      int baseline = first + i * pitch + (pitch + font.cap()) / 2;
      boolean truth = result.frame().groundTruth().orElse(-1) == ranked.index();
      int colour = i == 0 ? Palette.TEXT : Palette.DIM;
      String name = font.fit(ranked.name(), left - box.x() - unit - 2 * font.cap());
      int end = canvas.text(font, box.x(), baseline, name, colour);
      if (truth) {
        canvas.text(font, end + unit / 2, baseline, "✓", Palette.GOOD);
      } else if (i == 0 && result.frame().groundTruth().isPresent()) {
        canvas.text(font, end + unit / 2, baseline, "✗", Palette.BAD);
      }
      bar(canvas, new Box(left, baseline - font.cap(), right - left, font.cap()), ranked, i == 0);
      canvas.textRight(font, box.right(), baseline, Numbers.percent(ranked.probability()), colour);
    }
  }

  private void bar(Canvas canvas, Box box, RankedClass ranked, boolean best) {
    double round = box.height() / 2.0;
    canvas.fillRound(box, round, Palette.TRACK);
    int filled = (int) Math.rint(box.width() * Math.min(1, Math.max(0, ranked.probability())));
    if (filled >= 2) {
      canvas.fillRound(
          new Box(box.x(), box.y(), filled, box.height()),
          round,
          best ? Palette.ACCENT : Palette.BAR);
    }
  }

  private void account(Canvas canvas, Optional<PipelineStatus> status) {
    Box box = style.account().inset(unit + unit / 4);
    Ledger ledger = status.map(PipelineStatus::ledger).orElse(null);
    String[] captions = {"FRAMES IN", "INFERRED", "SHED", "IN FLIGHT", "P50", "P99", "SWAPS"};
    String[] values = new String[captions.length];
    Arrays.fill(values, "–");
    if (ledger != null) {
      values[0] = Numbers.count(ledger.in());
      values[1] = Numbers.count(ledger.inferred());
      values[2] = Numbers.count(ledger.shed());
      values[3] = Numbers.count(ledger.inFlight());
      values[TIMES[0]] = Numbers.micros(status.get().p50Micros());
      values[TIMES[1]] = Numbers.micros(status.get().p99Micros());
      values[6] = Numbers.count(status.get().swaps());
    }
    int value = box.y() + style.label().cap() + unit + style.value().cap();
    int x = box.x();
    for (int i = 0; i < captions.length; i++) {
      canvas.text(style.label(), x, box.y() + style.label().cap(), captions[i], Palette.DIM);
      canvas.text(style.value(), x, value, values[i], valueColour(i, ledger));
      x += box.width() * SHARES[i] / 100;
    }
    if (ledger != null) {
      balance(
          canvas, new Box(box.x(), value + unit, box.width(), box.bottom() - value - unit), ledger);
    }
  }

  /** Pixels of the columns that hold times. */
  int[] timeColumns() {
    int width = style.account().inset(unit + unit / 4).width();
    return Arrays.stream(TIMES).map(column -> width * SHARES[column] / 100).toArray();
  }

  private static int valueColour(int column, Ledger ledger) {
    boolean shed = column == 2 && ledger != null && ledger.shed() > 0;
    return shed ? Palette.WARN : Palette.TEXT;
  }

  /** The ledger as a bar: inferred, shed, in flight; and whether they are all. */
  private void balance(Canvas canvas, Box box, Ledger ledger) {
    String verdict = ledger.balanced() ? "✓ every frame accounted for" : ledger.lost() + " lost";
    int text = style.label().width(verdict);
    int baseline = box.y() + (box.height() + style.label().cap()) / 2;
    canvas.textRight(
        style.label(),
        box.right(),
        baseline,
        verdict,
        ledger.balanced() ? Palette.GOOD : Palette.BAD);
    int height = Math.max(4, unit * 3 / 4);
    int y = box.y() + (box.height() - height) / 2;
    int width = box.width() - text - 2 * unit;
    long in = Math.max(1, ledger.in());
    canvas.fill(new Box(box.x(), y, width, height), Palette.TRACK);
    int inferred = (int) (width * ledger.inferred() / in);
    int shed = (int) Math.min(width - inferred, (width * ledger.shed() + in - 1) / in);
    canvas.fill(new Box(box.x(), y, inferred, height), Palette.ACCENT);
    canvas.fill(new Box(box.x() + inferred, y, shed, height), Palette.WARN);
  }
}
