package io.requant.fleet.controller.internal.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** What is served as it lies in the bundle: the page and the description of the interface. */
final class StaticFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "app.css", "text/css; charset=utf-8",
          "app.js", "text/javascript; charset=utf-8",
          "openapi.json", "application/vnd.oai.openapi+json;version=3.1");
  private static final Map<String, String> PATHS =
      Map.of(
          "/fleet/", "index.html",
          "/fleet/app.css", "app.css",
          "/fleet/app.js", "app.js",
          "/api/v1/openapi.json", "openapi.json");

  private StaticFiles() {}

  /** A file. */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record File(String type, byte[] content) {}

  /** The file of a path, if there is one. */
  static Optional<File> find(String path) throws IOException {
    String name = PATHS.get(path);
    if (name == null) {
      return Optional.empty();
    }
    try (InputStream in = StaticFiles.class.getResourceAsStream("web/" + name)) {
      if (in == null) {
        throw new IOException(name + " is missing in the bundle");
      }
      return Optional.of(new File(TYPES.get(name), in.readAllBytes()));
    }
  }
}
