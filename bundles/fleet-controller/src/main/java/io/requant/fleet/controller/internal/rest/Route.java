package io.requant.fleet.controller.internal.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path and method that are answered.
 *
 * @param method HTTP method
 * @param pattern path with names in braces, as in the OpenAPI document
 * @param handler what answers
 */
record Route(String method, String pattern, Handler handler) {

  /** Answers a call. */
  @FunctionalInterface
  interface Handler {
    /** Answers; {@code names} has what stands in the path for each pair of braces, in order. */
    Reply answer(Call call, List<String> names);
  }

  /** What stands for the braces, if a path is of this pattern. */
  Optional<List<String>> match(String path) {
    String[] own = pattern.split("/", -1);
    String[] its = path.split("/", -1);
    if (own.length != its.length) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < own.length; i++) {
      if (own[i].startsWith("{")) {
        names.add(its[i]);
      } else if (!own[i].equals(its[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(names);
  }
}
