package io.requant.pipeline.internal;

import java.io.IOException;
import java.nio.file.Path;

/** Reads a model. */
interface ModelSource {

  /**
   * Reads a model file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is no model
   */
  LoadedModel load(Path file) throws IOException;
}
