package io.requant.demo.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Follows the level and the policy of a gateway from one status to the next. */
final class LevelWatch {

  /** The least level there is, in per cent. */
  static final int LOWEST = 25;

  /**
   * A level that began.
   *
   * @param seconds when it was seen, since the watch began
   * @param percent 25, 50, 75 or 100
   * @param share what was left of what binds, 0..1
   * @param binding what binds; null if nothing is known
   * @param since when it began, by the gateway's clock
   * @param reason in the gateway's words
   */
  record LevelNote(
      double seconds, int percent, double share, String binding, String since, String reason) {}

  /**
   * A policy that the gateway changed to by itself.
   *
   * @param seconds when it was seen, since the watch began
   * @param policy its name
   * @param level the level then, in per cent
   * @param shadowMillis part of the change in which both engines ran side by side
   * @param switchMillis all other parts
   * @param sentence why, in the gateway's words
   */
  record PolicyNote(
      double seconds,
      String policy,
      int level,
      double shadowMillis,
      double switchMillis,
      String sentence) {}

  private final LevelTable table;
  private final List<LevelNote> levels = new ArrayList<>();
  private final List<PolicyNote> policies = new ArrayList<>();
  private String policy = "";
  private long changes = -1;
  private boolean refused;

  LevelWatch(LevelTable table) {
    this.table = table;
  }

  /**
   * Takes the newest status.
   *
   * @param seconds since the watch began
   * @return what is new, for people
   */
  List<String> see(double seconds, JsonNode status) {
    List<String> news = new ArrayList<>();
    JsonNode adaptation = status.path("adaptation");
    if (adaptation.hasNonNull("level")) {
      level(seconds, adaptation, news);
      change(seconds, status, adaptation, news);
    }
    return news;
  }

  private void level(double seconds, JsonNode adaptation, List<String> news) {
    int percent = adaptation.get("level").asInt();
    if (!levels.isEmpty() && percent == level()) {
      return;
    }
    JsonNode binding = adaptation.path("binding");
    LevelNote note =
        new LevelNote(
            seconds,
            percent,
            adaptation.get("share").asDouble(),
            binding.isTextual() ? binding.asText() : null,
            adaptation.get("since").asText(),
            adaptation.get("reason").asText());
    levels.add(note);
    news.add("level %3d %%  %s".formatted(note.percent(), note.reason()));
  }

  private void change(double seconds, JsonNode status, JsonNode adaptation, List<String> news) {
    String now = status.path("engine").path("policy").asText();
    long count = adaptation.get("changes").asLong();
    JsonNode last = adaptation.path("last");
    refused = last.isObject() && !last.get("outcome").asText().equals("ACTIVE");
    // The engine is exchanged a little before the change is counted with its times.
    if (changes >= 0 && count > changes && !now.equals(policy)) {
      double shadow = last.get("shadowMillis").asDouble();
      PolicyNote note =
          new PolicyNote(
              seconds,
              now,
              level(),
              shadow,
              last.get("totalMillis").asDouble() - shadow,
              adaptation.get("sentence").asText());
      policies.add(note);
      news.add(
          String.format(
              Locale.ROOT,
              "runs %s: %.1f ms beside %.0f ms of shadow frames",
              now,
              note.switchMillis(),
              shadow));
    }
    if (changes < 0 || count > changes) {
      changes = count;
      policy = now;
    }
  }

  /** Whether a level is known. */
  boolean known() {
    return !levels.isEmpty();
  }

  /** The newest level, in per cent. */
  int level() {
    return levels.get(levels.size() - 1).percent();
  }

  /** The level at the beginning, in per cent. */
  int firstLevel() {
    return levels.get(0).percent();
  }

  /** Whether the level was ever below that of the beginning. */
  boolean fell() {
    return levels.stream().anyMatch(note -> note.percent() < firstLevel());
  }

  /** Whether the policy of the level runs, or the gateway has said why it does not. */
  boolean followed() {
    return known() && (refused || policy.equals(table.at(level())));
  }

  /** Levels in their order. */
  List<LevelNote> levels() {
    return List.copyOf(levels);
  }

  /** Changes of policy in their order. */
  List<PolicyNote> policies() {
    return List.copyOf(policies);
  }
}
