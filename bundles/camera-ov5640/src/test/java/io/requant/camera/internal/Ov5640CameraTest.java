package io.requant.camera.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.frame.Camera;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ov5640CameraTest {

  private static final long DEADLINE_SECONDS = 20;

  @TempDir private Path folder;

  private static Ov5640Config config(Map<String, ?> values) {
    return (Ov5640Config)
        Proxy.newProxyInstance(
            Ov5640Config.class.getClassLoader(),
            new Class<?>[] {Ov5640Config.class},
            (proxy, method, args) ->
                values.containsKey(method.getName())
                    ? values.get(method.getName())
                    : method.getDefaultValue());
  }

  private Path cifar(int images) throws IOException {
    byte[] records = new byte[images * 3073];
    for (int i = 0; i < images; i++) {
      records[i * 3073] = (byte) (i % 10);
      records[i * 3073 + 1] = (byte) i;
    }
    return Files.write(folder.resolve("scene.bin"), records);
  }

  private static List<Frame> replayAll(Replay replay, FakeTicker ticker) throws Exception {
    List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    try (ReplayStream stream = replay.start(frames::add, ticker)) {
      assertThat(stream.awaitEnd(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    return frames;
  }

  @Test
  void every_image_comes_once_in_order_at_its_time_with_its_label() throws Exception {
    Replay replay =
        Replay.of(config(Map.of("scene", cifar(25).toString(), "loop", false, "rate", 50.0)));
    List<Frame> frames = replayAll(replay, new FakeTicker());
    assertThat(frames).hasSize(25);
    for (int i = 0; i < 25; i++) {
      Frame frame = frames.get(i);
      assertThat(frame.id()).isEqualTo(i);
      assertThat(frame.nanos()).isEqualTo(i * 20_000_000L);
      assertThat(frame.groundTruth()).isEqualTo(OptionalInt.of(i % 10));
      assertThat(frame.format()).isEqualTo(PixelFormat.RGB565);
      assertThat(frame.width()).isEqualTo(320);
      assertThat(frame.height()).isEqualTo(240);
      assertThat(frame.pixels().isReadOnly()).isTrue();
    }
  }

  @Test
  void limit_and_shuffle_choose_which_images_come_in_which_order() throws Exception {
    Map<String, Object> values =
        Map.of("scene", cifar(25).toString(), "loop", false, "limit", 8, "shuffle", true);
    List<Frame> first = replayAll(Replay.of(config(values)), new FakeTicker());
    List<Frame> again = replayAll(Replay.of(config(values)), new FakeTicker());
    List<Integer> labels = first.stream().map(f -> f.groundTruth().getAsInt()).toList();
    assertThat(labels)
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7)
        .isNotEqualTo(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    assertThat(again.stream().map(f -> f.groundTruth().getAsInt())).isEqualTo(labels);
  }

  @Test
  void small_scenes_are_computed_once_and_shared_read_only() throws Exception {
    Map<String, Object> values =
        Map.of("scene", cifar(2).toString(), "width", 32, "height", 32, "cacheKilobytes", 4);
    try (Scene scene = Replay.of(config(values)).open()) {
      assertThat(scene).isInstanceOf(RememberedScene.class);
    }
    Map<String, Object> larger =
        Map.of("scene", cifar(3).toString(), "width", 32, "height", 32, "cacheKilobytes", 4);
    try (Scene scene = Replay.of(config(larger)).open()) {
      assertThat(scene).isInstanceOf(PictureScene.class);
    }
  }

  @Test
  void an_image_that_breaks_while_it_is_replayed_is_left_out_and_the_others_come()
      throws Exception {
    Path file = cifar(4);
    Replay replay =
        Replay.of(config(Map.of("scene", file.toString(), "loop", false, "cacheKilobytes", 0)));
    List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch broken = new CountDownLatch(1);
    FakeTicker ticker = new FakeTicker();
    try (ReplayStream stream =
        replay.start(
            frame -> {
              frames.add(frame);
              if (frame.id() == 0) {
                shorten(file);
                broken.countDown();
              }
            },
            ticker)) {
      assertThat(broken.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(stream.awaitEnd(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(frames.stream().map(Frame::id)).containsExactly(0L, 1L, 2L);
  }

  private static void shorten(Path file) {
    try {
      Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 3 * 3073 + 9));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_sink_that_fails_misses_only_the_frames_it_failed_on() throws Exception {
    Replay replay = Replay.of(config(Map.of("scene", cifar(6).toString(), "loop", false)));
    List<Long> taken = Collections.synchronizedList(new ArrayList<>());
    try (ReplayStream stream =
        replay.start(
            frame -> {
              if (frame.id() % 2 == 1) {
                throw new IllegalStateException("full");
              }
              taken.add(frame.id());
            },
            new FakeTicker())) {
      assertThat(stream.awaitEnd(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(taken).containsExactly(0L, 2L, 4L);
  }

  @Test
  void after_close_no_frame_is_given() throws Exception {
    Ov5640Camera camera = new Ov5640Camera(config(Map.of("rate", 500.0, "width", 16, "height", 8)));
    List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch some = new CountDownLatch(5);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Camera.Stream stream =
        camera.start(
            frame -> {
              thread.set(Thread.currentThread());
              frames.add(frame);
              some.countDown();
            });
    assertThat(some.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    stream.close();
    assertThat(thread.get().isAlive()).isFalse();
    assertThat(thread.get().getName()).isEqualTo("requant-camera-ov5640");
    stream.close();
  }

  @Test
  void stopping_the_camera_ends_its_streams() throws Exception {
    Ov5640Camera camera = new Ov5640Camera(config(Map.of("width", 16, "height", 8)));
    CountDownLatch some = new CountDownLatch(2);
    AtomicReference<Thread> thread = new AtomicReference<>();
    Camera.Stream unused =
        camera.start(
            frame -> {
              thread.set(Thread.currentThread());
              some.countDown();
            });
    assertThat(some.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    camera.stop();
    assertThat(thread.get().isAlive()).isFalse();
    unused.close();
  }

  @Test
  void a_sink_may_close_the_stream_it_is_fed_by() throws Exception {
    Replay replay = Replay.of(config(Map.of("width", 16, "height", 8)));
    AtomicReference<ReplayStream> own = new AtomicReference<>();
    CountDownLatch set = new CountDownLatch(1);
    List<Frame> frames = Collections.synchronizedList(new ArrayList<>());
    ReplayStream stream =
        replay.start(
            frame -> {
              frames.add(frame);
              try {
                set.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              own.get().close();
            },
            Ticker.SYSTEM);
    own.set(stream);
    set.countDown();
    assertThat(stream.awaitEnd(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(frames).hasSize(1);
    stream.close();
  }

  @Test
  void a_wrong_configuration_or_scene_is_refused_at_once() {
    assertThatThrownBy(() -> new Ov5640Camera(config(Map.of("scene", "/no/such/scene"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/no/such/scene");
    assertThatThrownBy(() -> new Ov5640Camera(config(Map.of("rate", 1000.0))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rate");
    assertThatThrownBy(() -> new Ov5640Camera(config(Map.of("width", 5000))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5000x240");
    assertThatThrownBy(() -> new Ov5640Camera(config(Map.of("byteOrder", "big"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byteOrder");
  }
}
