package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleException;

class FrameworkRunTest {

  @TempDir Path home;

  @Test
  void a_product_that_is_not_built_is_refused_before_anything_starts() {
    Product gateway = new Product(home, "gateway");
    FrameworkRun run = new FrameworkRun(gateway, RunOptions.forVerb(gateway, List.of("status")));
    assertThatThrownBy(run::run)
        .isInstanceOf(BundleException.class)
        .hasMessageContaining("'gateway' is not built")
        .hasMessageContaining("./requant");
  }

  @Test
  void what_the_configuration_folder_says_to_the_framework_comes_first_but_not_the_storage()
      throws Exception {
    Path etc = Files.createDirectories(home.resolve("etc"));
    Files.writeString(
        etc.resolve("framework.properties"),
        """
        org.osgi.service.http.port=8181
        org.apache.felix.http.host=0.0.0.0
        org.osgi.framework.storage=/elsewhere
        """);
    Path state = home.resolve("state");
    var config =
        new FrameworkRun(
                new Product(home, "gateway"), new RunOptions(List.of(), etc, state, true, false))
            .config();
    assertThat(config)
        .containsEntry("org.osgi.service.http.port", "8181")
        .containsEntry("org.apache.felix.http.host", "0.0.0.0")
        .containsEntry("org.osgi.framework.storage", state.resolve("framework").toString())
        .containsEntry("requant.control", "stdin")
        .containsEntry("gosh.args", "--nointeractive");
  }

  @Test
  void without_such_a_file_pages_are_on_loopback_only() throws Exception {
    Product gateway = new Product(home, "gateway");
    var config =
        new FrameworkRun(
                gateway,
                new RunOptions(List.of(), home.resolve("none"), home.resolve("s"), false, true))
            .config();
    assertThat(config)
        .containsEntry("org.apache.felix.http.host", "127.0.0.1")
        .containsEntry("requant.control", "")
        .containsEntry("gosh.args", "");
  }

  @Test
  void a_verb_opens_no_port_so_that_it_can_run_beside_a_product() throws Exception {
    Product gateway = new Product(home, "gateway");
    assertThat(new FrameworkRun(gateway, RunOptions.forVerb(gateway, List.of("x"))).config())
        .containsEntry("org.apache.felix.http.enable", "false");
    assertThat(new FrameworkRun(gateway, RunOptions.parse(gateway, List.of())).config())
        .doesNotContainKey("org.apache.felix.http.enable");
  }
}
