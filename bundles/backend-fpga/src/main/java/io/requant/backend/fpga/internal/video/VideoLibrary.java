package io.requant.backend.fpga.internal.video;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The Verilog modules around a network, and templates, as they lie in this bundle. */
final class VideoLibrary {

  private static final List<String> MODULES =
      List.of(
          "rv_argmax",
          "rv_async_fifo",
          "rv_capture",
          "rv_divide",
          "rv_encode",
          "rv_feed",
          "rv_mailbox",
          "rv_overlay",
          "rv_picture_memory_model",
          "rv_resize",
          "rv_schedule",
          "rv_sync",
          "rv_timing",
          "rv_tmds");

  private static final Pattern PLACE = Pattern.compile("\\$([A-Z][A-Z0-9_]*)");

  private VideoLibrary() {}

  /** Sources by file name. */
  static Map<String, String> modules() {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String module : MODULES) {
      sources.put(module + ".v", text(module + ".v"));
    }
    return sources;
  }

  /** A template with values in the places {@code $NAME}; every one must be known. */
  static String fill(String template, Map<String, Object> values) {
    return PLACE
        .matcher(text(template))
        .replaceAll(
            match -> {
              Object value = values.get(match.group(1));
              if (value == null) {
                throw new IllegalStateException(template + " wants " + match.group());
              }
              return value.toString();
            });
  }

  /** A text file of the bundle's folder {@code rtl/video}. */
  static String text(String name) {
    try (InputStream in = VideoLibrary.class.getResourceAsStream("/rtl/video/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this bundle lacks rtl/video/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("rtl/video/" + name, e);
    }
  }
}
