package io.requant.fleet.controller.internal.rest;

import java.util.Map;

/**
 * A request, whoever carries it.
 *
 * @param method HTTP method
 * @param path path after {@code /api/v1}, decoded
 * @param query parameters
 * @param body content; empty if there is none
 * @param who who asks, for the audit log
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Call(
    String method, String path, Map<String, String> query, byte[] body, String who) {}
