package io.requant.api.backend;

/** A backend cannot run a network under a policy. */
public final class UnsupportedPolicyException extends Exception {

  private static final long serialVersionUID = 1;

  /** Says which backend cannot run which layers. */
  public UnsupportedPolicyException(String backend, Support support) {
    super("backend '" + backend + "': " + String.join("; ", support.obstacles()));
  }
}
