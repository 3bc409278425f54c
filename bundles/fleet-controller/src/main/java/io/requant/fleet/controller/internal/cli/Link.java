package io.requant.fleet.controller.internal.cli;

import io.requant.fleet.controller.internal.rest.Reply;

/** The way to a controller. */
@FunctionalInterface
interface Link {

  /**
   * Asks.
   *
   * @param method HTTP method
   * @param path path after {@code /api/v1}, with its query
   * @param body JSON; empty for none
   * @throws io.requant.api.command.VerbException if there is no answer; the message says why
   */
  Reply call(String method, String path, byte[] body);
}
