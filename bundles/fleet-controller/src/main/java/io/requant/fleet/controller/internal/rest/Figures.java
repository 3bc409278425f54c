package io.requant.fleet.controller.internal.rest;

/**
 * What a controller has counted since it started.
 *
 * @param publishes messages sent
 * @param reports reports taken
 * @param refused messages of gateways that were not taken
 * @param certificatesEnding gateways whose certificate has ended or ends within 30 days
 */
public record Figures(long publishes, long reports, long refused, long certificatesEnding) {}
