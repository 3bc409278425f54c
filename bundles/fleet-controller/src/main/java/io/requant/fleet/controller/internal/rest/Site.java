package io.requant.fleet.controller.internal.rest;

/** Gives the servlet what it serves; a service while the controller runs. */
public interface Site {

  /** The interface. */
  Api api();

  /** Who may use it. */
  Tokens tokens();

  /** Figures for Prometheus. */
  Metrics metrics();

  /** What is served. */
  Operations operations();
}
