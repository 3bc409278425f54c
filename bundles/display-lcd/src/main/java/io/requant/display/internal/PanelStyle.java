package io.requant.display.internal;

/**
 * Where things are on a panel, and how large.
 *
 * @param header name, network, rate
 * @param picture what the camera sees, 4:3
 * @param verdict policy and classes
 * @param account ledger and times
 * @param unit distance between things
 * @param title for the product's name
 * @param hero for the policy
 * @param value for numbers
 * @param body for classes
 * @param label for captions
 */
record PanelStyle(
    Box header,
    Box picture,
    Box verdict,
    Box account,
    int unit,
    Font title,
    Font hero,
    Font value,
    Font body,
    Font label) {

  /** The style of a panel. */
  static PanelStyle of(Panel panel) {
    Typeface face = Typeface.load();
    return switch (panel) {
      case AN430 ->
          new PanelStyle(
              new Box(8, 0, 464, 32),
              new Box(8, 32, 216, 162),
              new Box(232, 32, 240, 162),
              new Box(8, 202, 464, 62),
              8,
              new Font(face, 12, 2),
              new Font(face, 19, 3),
              new Font(face, 12, 2),
              new Font(face, 9, 1),
              new Font(face, 8, 1));
      case ATK_7016 ->
          new PanelStyle(
              new Box(16, 0, 992, 64),
              new Box(16, 64, 520, 390),
              new Box(552, 64, 456, 390),
              new Box(16, 470, 992, 114),
              16,
              new Font(face, 23, 3),
              new Font(face, 40, 5),
              new Font(face, 23, 3),
              new Font(face, 16, 2),
              new Font(face, 13, 2));
    };
  }
}
