package io.requant.bench.internal;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in. */
public final class Home {

  private Home() {}

  /** Its root: the folder with {@code models}. */
  public static Path path() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("models"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
