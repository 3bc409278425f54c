package io.requant.fleet.controller.internal.rest;

import java.util.Optional;

/** Gives servlet and verbs what they serve; a service while there is a configuration. */
public interface Site {

  /** Who may use it. */
  Tokens tokens();

  /** What is served; empty until the store is open. */
  Optional<Served> served();

  /** Why nothing is served yet. */
  String waiting();

  /**
   * What is served.
   *
   * @param api the interface
   * @param metrics figures for Prometheus
   * @param operations the controller
   */
  record Served(Api api, Metrics metrics, Operations operations) {

    /** All of a controller. */
    public static Served of(Operations operations) {
      return new Served(new Api(operations), new Metrics(operations), operations);
    }
  }

  /** Answers, whatever happens. */
  default Reply answer(Call call) {
    return served()
        .map(served -> served.api().answer(call))
        .orElseGet(() -> Reply.problem(503, waiting()));
  }

  /** Why it is not ready; empty if it is. */
  default Optional<String> problem() {
    return served()
        .map(served -> served.operations().problem())
        .orElseGet(() -> Optional.of(waiting()));
  }
}
