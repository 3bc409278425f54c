package io.requant.pipeline.internal.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.frame.Camera;
import io.requant.pipeline.internal.TestModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraSetTest {

  private final List<String> events = new ArrayList<>();
  private final CameraSet cameras = new CameraSet(frame -> events.add("frame " + frame.id()));

  private Camera camera(String name) {
    return sink -> {
      events.add("start " + name);
      sink.accept(TestModel.frame(1, 0));
      return () -> events.add("stop " + name);
    };
  }

  @Test
  void noCameraIsStartedBeforeThereIsSomethingToComputeWith() {
    Camera camera = camera("a");
    Camera other = camera("b");
    cameras.add(camera);
    cameras.add(other);
    cameras.remove(other);
    assertThat(events).isEmpty();
    cameras.open();
    cameras.open();
    assertThat(events).containsExactly("start a", "frame 1");
  }

  @Test
  void aCameraIsStartedWhenItComesAndStoppedWhenItGoes() {
    cameras.open();
    Camera camera = camera("a");
    cameras.add(camera);
    cameras.remove(camera);
    cameras.remove(camera);
    assertThat(events).containsExactly("start a", "frame 1", "stop a");
  }

  @Test
  void allCamerasAreStoppedAtTheEndEvenIfOneRefuses() {
    cameras.open();
    cameras.add(
        sink ->
            () -> {
              throw new IllegalStateException("stuck");
            });
    cameras.add(camera("b"));
    cameras.close();
    assertThat(events).contains("stop b");
  }

  @Test
  void aCameraThatCannotStartIsLeftOut() {
    cameras.open();
    Camera broken =
        sink -> {
          throw new IllegalStateException("no sensor");
        };
    cameras.add(broken);
    cameras.remove(broken);
    cameras.add(camera("c"));
    assertThat(events).contains("start c");
  }
}
