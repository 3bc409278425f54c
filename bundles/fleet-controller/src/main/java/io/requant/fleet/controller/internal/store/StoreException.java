package io.requant.fleet.controller.internal.store;

/** The store did not do what it was asked; what it holds is as before. */
public class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Says what failed. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
