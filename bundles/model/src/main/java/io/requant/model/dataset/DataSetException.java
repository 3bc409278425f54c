package io.requant.model.dataset;

import java.io.IOException;

/** A data set is missing or is not what its format says; the message says where and what to do. */
public final class DataSetException extends IOException {

  private static final long serialVersionUID = 1;

  /** Says which file is wrong, how, and what to do. */
  public DataSetException(String message) {
    super(message);
  }

  /** Says which file is wrong, how, and what to do. */
  public DataSetException(String message, Throwable cause) {
    super(message, cause);
  }
}
