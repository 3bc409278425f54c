package io.requant.display.internal;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An HTTP reply.
 *
 * @param status HTTP status
 * @param type content type
 * @param body content
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
record Reply(int status, String type, byte[] body) {

  /**
   * Headers of every reply: nothing is loaded from elsewhere, nothing inline is run, nobody frames
   * the page, guesses types or keeps copies.
   */
  static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                  + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'none'",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cache-Control", "no-store");

  /** A line of text. */
  static Reply text(int status, String line) {
    return new Reply(
        status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
