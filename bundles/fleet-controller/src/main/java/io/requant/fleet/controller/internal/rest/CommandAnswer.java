package io.requant.fleet.controller.internal.rest;

import java.util.Optional;

/**
 * What became of a command.
 *
 * @param gateway whom it was given to
 * @param id of the command
 * @param said the answer; empty before it is there
 * @param refusal what the gateway has refused since, if there is no answer: that may be it
 */
public record CommandAnswer(
    String gateway, String id, Optional<Said> said, Optional<String> refusal) {

  /**
   * What a gateway answered.
   *
   * @param message what was done, or why nothing was; one sentence
   * @param at when, by its clock, in ISO 8601
   */
  public record Said(String message, String at) {}
}
