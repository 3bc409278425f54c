package io.requant.backend.fpga.internal.rtl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Verilog modules that every network is put together from, as they lie in this bundle. */
public final class Library {

  private static final List<String> MODULES =
      List.of(
          "rq_add",
          "rq_channel_pad",
          "rq_controller",
          "rq_dot",
          "rq_fifo",
          "rq_fork",
          "rq_global",
          "rq_lanes",
          "rq_layer",
          "rq_maximum",
          "rq_multiply",
          "rq_multiply_luts",
          "rq_multiply_steps",
          "rq_narrow",
          "rq_outlet",
          "rq_pixels",
          "rq_requantize",
          "rq_rescale",
          "rq_ring",
          "rq_rom",
          "rq_rom_part",
          "rq_serialize",
          "rq_widen",
          "rq_window");

  private Library() {}

  /** Sources by file name. */
  public static Map<String, String> modules() {
    Map<String, String> sources = new LinkedHashMap<>();
    for (String module : MODULES) {
      sources.put(module + ".v", text(module + ".v"));
    }
    return sources;
  }

  /** Modules for Gowin's primitives, in place of those of the same file names. */
  public static Map<String, String> gowin() {
    return Map.of("rq_multiply.v", text("gowin/rq_multiply.v"));
  }

  /** A text file of the bundle's folder {@code rtl}. */
  static String text(String name) {
    try (InputStream in = Library.class.getResourceAsStream("/rtl/" + name)) {
      if (in == null) {
        throw new IllegalStateException("this bundle lacks rtl/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("rtl/" + name, e);
    }
  }
}
