package io.requant.camera.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A scene of pictures: each exposure lies in memory of its own. */
final class PictureScene implements Scene {

  private final PictureSource source;
  private final SensorArea area;

  PictureScene(PictureSource source, SensorArea area) {
    this.source = source;
    this.area = area;
  }

  @Override
  public int size() {
    return source.size();
  }

  @Override
  public Exposure expose(int index) throws IOException {
    Picture picture = source.picture(index);
    return new Exposure(ByteBuffer.wrap(area.place(picture)).asReadOnlyBuffer(), picture.label());
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
