package io.requant.camera.internal;

import io.requant.api.frame.FrameSink;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What is replayed and how: the camera without its framework.
 *
 * @param name names threads and log lines
 * @param spec where the scene is
 * @param area size of frames
 * @param rate frames a second, 0 for the highest rate
 * @param maxRate highest rate
 * @param loop whether the scene begins again
 * @param limit only the first so many images, 0 for all
 * @param shuffle whether the order is random
 * @param seed gives the random orders
 * @param cacheBytes scenes whose frames take no more are computed once
 */
record Replay(
    String name,
    SceneSpec spec,
    SensorArea area,
    double rate,
    double maxRate,
    boolean loop,
    int limit,
    boolean shuffle,
    long seed,
    long cacheBytes) {

  Replay {
    new Pacer(Ticker.SYSTEM, rate, maxRate);
    new Playlist(1, limit, loop, shuffle, seed);
    if (cacheBytes < 0) {
      throw new IllegalArgumentException("cacheKilobytes must be 0 or more");
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  static Replay of(Ov5640Config config) {
    SensorArea area = new SensorArea(config.width(), config.height());
    return new Replay(
        config.camera_id(),
        SceneSpec.of(config.scene(), config.format(), BusOrder.of(config.byteOrder())),
        area,
        config.rate(),
        config.maxRate(),
        config.loop(),
        config.limit(),
        config.shuffle(),
        config.seed(),
        config.cacheKilobytes() * 1024L);
  }

  /**
   * Opens the scene.
   *
   * @throws IOException if it cannot be read
   */
  Scene open() throws IOException {
    Scene scene = spec.open(area);
    int used = limit == 0 ? scene.size() : Math.min(limit, scene.size());
    return RememberedScene.fits(used, area, cacheBytes) ? new RememberedScene(scene) : scene;
  }

  /** Opens the scene anew and gives its frames from the first one. */
  ReplayStream start(FrameSink sink, Ticker ticker) {
    try {
      Scene scene = open();
      Playlist playlist = new Playlist(scene.size(), limit, loop, shuffle, seed);
      Pacer pacer = new Pacer(ticker, rate, maxRate);
      return new ReplayStream(name, scene, area, playlist, pacer, ticker, sink).begin();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }
}
