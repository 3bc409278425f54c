package io.requant.fleet.controller.internal.rest;

import io.requant.fleet.protocol.Command;
import java.util.concurrent.CompletableFuture;

/**
 * A command on its way to a gateway.
 *
 * @param command what it says
 * @param published completes when the broker has it
 */
public record CommandReceipt(Command command, CompletableFuture<Void> published) {}
