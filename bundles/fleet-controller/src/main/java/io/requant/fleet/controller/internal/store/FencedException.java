package io.requant.fleet.controller.internal.store;

/** Another controller has begun a newer epoch: this one must not issue messages any more. */
public final class FencedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  FencedException(long epoch) {
    super("epoch " + epoch + " is over: another controller leads now");
  }
}
