package io.requant.fleet.controller.internal;

import io.requant.fleet.controller.internal.store.GatewayRow;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps texts once that many gateways say: names, digests, most sentences. It forgets all when
 * there are too many different ones, so that nobody can fill it. One thread at a time.
 */
final class Texts {

  private static final int MAX = 20_000;

  private final Map<String, String> texts = new HashMap<>();

  /** The same text, one object for all. */
  String one(String text) {
    if (text.isEmpty()) {
      return "";
    }
    if (texts.size() >= MAX) {
      texts.clear();
    }
    String before = texts.putIfAbsent(text, text);
    return before == null ? text : before;
  }

  /** The same row with such texts. */
  GatewayRow shared(GatewayRow r) {
    return new GatewayRow(
        r.id(),
        one(r.ring()),
        r.bootId(),
        r.reportSeq(),
        r.received(),
        r.observed(),
        r.phase(),
        r.code(),
        one(r.message()),
        one(r.activeName()),
        one(r.activeDigest()),
        r.activeSeq(),
        r.settled(),
        r.refusalCode(),
        one(r.refusalMessage()),
        r.refusalCount(),
        r.refused(),
        r.online(),
        r.presence(),
        r.figures(),
        r.certNotAfter());
  }
}
