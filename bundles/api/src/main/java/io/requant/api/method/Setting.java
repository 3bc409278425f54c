package io.requant.api.method;

import java.util.Objects;

/**
 * One value that a compression method can be told.
 *
 * @param name lower-case letters and dashes; {@code epochs} is {@code --epochs} on the command line
 * @param description what it does, with unit and range
 * @param defaultValue used when it is not given; empty if the method decides
 */
public record Setting(String name, String description, String defaultValue) {

  /** Checks the name. */
  public Setting {
    if (!name.matches("[a-z][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "setting '" + name + "': a name is made of lower-case letters, digits and dashes");
    }
    Objects.requireNonNull(description);
    Objects.requireNonNull(defaultValue);
  }
}
