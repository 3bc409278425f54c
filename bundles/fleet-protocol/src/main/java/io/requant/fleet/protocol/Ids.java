package io.requant.fleet.protocol;

import java.util.regex.Pattern;

/** Names of tenants, rings, gateways, controllers and rollouts: safe in topics and file names. */
public final class Ids {

  /** Longest id, in characters. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private Ids() {}

  /** Whether a text is an id: a letter or digit, then letters, digits, dot, dash, underscore. */
  public static boolean valid(String id) {
    return VALID.matcher(id).matches();
  }

  /**
   * Checks an id.
   *
   * @param what what it names, for the message
   * @return the id
   * @throws IllegalArgumentException if it is none
   */
  public static String check(String what, String id) {
    if (!valid(id)) {
      throw new IllegalArgumentException(
          what
              + " '"
              + id
              + "' is no id: a letter or digit, then letters, digits, '.', '-' and '_', at most "
              + MAX_LENGTH);
    }
    return id;
  }
}
