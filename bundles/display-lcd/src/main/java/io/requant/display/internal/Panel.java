package io.requant.display.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An LCD panel.
 *
 * <p>Sizes are those of the panels' data sheets; one paper calls the AN430 480x320, which it is
 * not.
 */
enum Panel {
  /** Alinx AN430: 4.3 inch. */
  AN430(480, 272),
  /** Alientek ATK-7016: 7 inch. */
  ATK_7016(1024, 600);

  private final int width;
  private final int height;

  Panel(int width, int height) {
    this.width = width;
    this.height = height;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /**
   * Finds a panel by its name, in any case.
   *
   * @throws IllegalArgumentException if there is none; the message names all
   */
  static Panel of(String name) {
    for (Panel panel : values()) {
      if (panel.toString().equalsIgnoreCase(name.strip())) {
        return panel;
      }
    }
    throw new IllegalArgumentException(
        "panel '%s': %s are possible"
            .formatted(
                name,
                Arrays.stream(values()).map(Panel::toString).collect(Collectors.joining(", "))));
  }

  @Override
  public String toString() {
    return name().replace('_', '-');
  }
}
