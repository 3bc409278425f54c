package io.requant.camera.internal;

import io.requant.api.frame.Camera;
import io.requant.api.frame.FrameSink;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** The camera service; a new configuration makes a new one. */
@Component(
    service = Camera.class,
    configurationPid = "io.requant.camera.ov5640",
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = Ov5640Config.class)
public final class Ov5640Camera implements Camera {

  private final Replay replay;
  private final Set<Camera.Stream> streams = ConcurrentHashMap.newKeySet();

  /**
   * Checks the configuration and the scene.
   *
   * @throws IOException if the scene cannot be read
   */
  @Activate
  public Ov5640Camera(Ov5640Config config) throws IOException {
    replay = Replay.of(config);
    replay.open().close();
  }

  @Override
  public Camera.Stream start(FrameSink sink) {
    ReplayStream stream = replay.start(sink, Ticker.SYSTEM);
    streams.add(stream);
    return () -> {
      streams.remove(stream);
      stream.close();
    };
  }

  @Deactivate
  void stop() {
    streams.forEach(Camera.Stream::close);
    streams.clear();
  }
}
