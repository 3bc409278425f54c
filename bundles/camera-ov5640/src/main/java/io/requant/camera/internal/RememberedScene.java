package io.requant.camera.internal;

import java.io.IOException;

/**
 * Computes every exposure of a scene once and gives the same read-only pixels ever after.
 *
 * <p>For small scenes only: {@link #fits} says which. Part of a scene is never remembered, since a
 * replay in a loop would throw out each exposure before its next turn.
 */
final class RememberedScene implements Scene {

  private final Scene scene;
  private final Exposure[] exposures;

  RememberedScene(Scene scene) {
    this.scene = scene;
    this.exposures = new Exposure[scene.size()];
  }

  /** Whether a scene's frames take no more memory than allowed. */
  static boolean fits(int exposures, SensorArea area, long bytes) {
    return (long) exposures * area.frameBytes() <= bytes;
  }

  @Override
  public int size() {
    return exposures.length;
  }

  @Override
  public Exposure expose(int index) throws IOException {
    Exposure exposure = exposures[index];
    if (exposure == null) {
      exposure = scene.expose(index);
      exposures[index] = exposure;
    }
    return exposure;
  }

  @Override
  public void close() throws IOException {
    scene.close();
  }
}
