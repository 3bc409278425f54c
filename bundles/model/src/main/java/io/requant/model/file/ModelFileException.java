package io.requant.model.file;

import java.io.IOException;

/**
 * A model or policy file cannot be read: the message names the file, the place in it and what to do
 * about it.
 */
public final class ModelFileException extends IOException {

  private static final long serialVersionUID = 1;

  /** Says which file is wrong, where and how, and what to do. */
  public ModelFileException(String message) {
    super(message);
  }

  /** Says which file is wrong, where and how, and what to do. */
  public ModelFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
