package io.requant.demo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayFilesTest {

  @TempDir Path folder;
  private GatewayFiles files;

  @BeforeEach
  void write() throws IOException {
    files = new GatewayFiles(folder);
    files.write(
        Path.of("/m/net.rqm"),
        Path.of("/d/test.bin"),
        45,
        "tcp://127.0.0.1:1883",
        8123,
        "25:w4a4,100:w8a8");
  }

  private Properties configuration(String name) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(files.configuration().resolve(name))) {
      properties.load(in);
    }
    return properties;
  }

  @Test
  void the_camera_replays_the_scene_at_the_rate_asked_for() throws IOException {
    assertThat(configuration("io.requant.camera.ov5640.cfg"))
        .containsEntry("scene", "/d/test.bin")
        .containsEntry("format", "cifar10")
        .containsEntry("rate", "45");
  }

  @Test
  void enlarged_images_fill_the_frame_from_top_to_bottom() throws IOException {
    Properties camera = configuration("io.requant.camera.ov5640.cfg");
    int height = Integer.parseInt(camera.getProperty("height"));
    int width = Integer.parseInt(camera.getProperty("width"));
    assertThat(height % 32).isZero();
    assertThat(width).isGreaterThanOrEqualTo(height);
  }

  @Test
  void the_pipeline_runs_the_model_and_never_the_slow_reference() throws IOException {
    assertThat(configuration("io.requant.pipeline.cfg"))
        .containsEntry("model", "/m/net.rqm")
        .containsEntry("Backend.target", "(!(backend.id=reference))");
  }

  @Test
  void levels_have_their_policies_and_change_fast_enough_to_be_watched() throws IOException {
    assertThat(configuration("io.requant.adaptation.cfg"))
        .containsEntry("levels", "25:w4a4,100:w8a8");
    assertThat(configuration("io.requant.resources.cfg"))
        .containsEntry("dwellMillis", String.valueOf(GatewayFiles.DWELL.toMillis()));
  }

  @Test
  void the_page_is_on_the_port_asked_for() throws IOException {
    assertThat(configuration("framework.properties"))
        .containsEntry("org.osgi.service.http.port", "8123");
  }

  @Test
  void the_agent_speaks_to_the_broker_as_itself_and_trusts_the_keys_of_this_run()
      throws IOException {
    assertThat(configuration("io.requant.transport.mqtt-gateway.cfg"))
        .containsEntry("url", "tcp://127.0.0.1:1883")
        .containsEntry("clientId", GatewayFiles.GATEWAY);
    assertThat(configuration("io.requant.fleet.agent.cfg"))
        .containsEntry("gatewayId", GatewayFiles.GATEWAY)
        .containsEntry("ring", GatewayFiles.RING)
        .containsEntry("trustedKeys", files.trustedKeys().toString());
    assertThat(files.trustedKeys()).isDirectory();
  }

  @Test
  void everything_of_a_run_is_under_its_folder() {
    assertThat(files.state()).startsWithRaw(folder);
    assertThat(files.log()).startsWithRaw(folder);
    assertThat(files.picture()).startsWithRaw(folder);
    assertThat(files.configuration()).startsWithRaw(folder);
  }

  @Test
  void free_ports_are_ports_that_users_may_open() throws IOException {
    assertThat(GatewayFiles.freePort()).isBetween(1024, 65_535);
  }
}
