package io.requant.display.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * A line of a letter: points joined by straight lines.
 *
 * @param xs horizontal places
 * @param ys vertical places, upwards
 */
@SuppressWarnings("ArrayRecordComponent") // made once, never compared
record Stroke(double[] xs, double[] ys) {

  private static final int ARC_STEPS = 8;

  /** A corner of a stroke before rounding. */
  private record Corner(double x, double y, double radius) {}

  /**
   * Reads a stroke: points {@code x,y} or {@code x,y,r}, and {@code z} at the end to close it.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Stroke parse(String text) {
    List<Corner> corners = new ArrayList<>();
    boolean closed = false;
    for (String word : text.strip().split(" +", -1)) {
      if (word.equals("z")) {
        closed = true;
        continue;
      }
      String[] numbers = word.split(",", -1);
      if (numbers.length < 2 || numbers.length > 3) {
        throw new IllegalArgumentException("point '" + word + "' is neither x,y nor x,y,r");
      }
      corners.add(
          new Corner(
              Double.parseDouble(numbers[0]),
              Double.parseDouble(numbers[1]),
              numbers.length == 3 ? Double.parseDouble(numbers[2]) : 0));
    }
    return flatten(corners, closed);
  }

  private static Stroke flatten(List<Corner> corners, boolean closed) {
    List<double[]> points = new ArrayList<>();
    int n = corners.size();
    for (int i = 0; i < n; i++) {
      Corner corner = corners.get(i);
      boolean end = !closed && (i == 0 || i == n - 1);
      if (end || corner.radius() == 0) {
        points.add(new double[] {corner.x(), corner.y()});
      } else {
        round(corners.get((i + n - 1) % n), corner, corners.get((i + 1) % n), points);
      }
    }
    if (closed) {
      points.add(points.get(0));
    }
    return new Stroke(
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray());
  }

  /** A quarter of an ellipse in place of a corner, as a cubic curve. */
  private static void round(Corner before, Corner at, Corner after, List<double[]> points) {
    final double kappa = 0.5523;
    double[] in = towards(at, before);
    double[] out = towards(at, after);
    for (int step = 0; step <= ARC_STEPS; step++) {
      double t = (double) step / ARC_STEPS;
      double u = 1 - t;
      double[] point = new double[2];
      double[] corner = {at.x(), at.y()};
      for (int axis = 0; axis < 2; axis++) {
        double c1 = in[axis] + kappa * (corner[axis] - in[axis]);
        double c2 = out[axis] + kappa * (corner[axis] - out[axis]);
        point[axis] =
            u * u * u * in[axis] + 3 * u * u * t * c1 + 3 * u * t * t * c2 + t * t * t * out[axis];
      }
      points.add(point);
    }
  }

  /** The place where the rounding of a corner begins: at most half way to the next corner. */
  private static double[] towards(Corner at, Corner other) {
    double dx = other.x() - at.x();
    double dy = other.y() - at.y();
    double length = Math.hypot(dx, dy);
    double reach = length == 0 ? 0 : Math.min(at.radius(), length / 2) / length;
    return new double[] {at.x() + dx * reach, at.y() + dy * reach};
  }
}
