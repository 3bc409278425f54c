package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunOptionsTest {

  private static final Path HOME = Path.of("/home/of/requant");
  private final Product gateway = new Product(HOME, "gateway");

  @Test
  void a_product_runs_with_its_own_configuration_unless_told_otherwise() {
    RunOptions options = RunOptions.parse(gateway, List.of());
    assertThat(options.configuration()).isEqualTo(HOME.resolve("apps/gateway/etc"));
    assertThat(options.state()).isEqualTo(HOME.resolve(".run/gateway"));
    assertThat(options.oneVerb()).isFalse();
    assertThat(options.control()).isFalse();
    assertThat(options.shell()).isFalse();
  }

  @Test
  void every_option_is_taken_in_any_order() {
    RunOptions options =
        RunOptions.parse(gateway, List.of("--shell", "--state", "s", "--control", "--config", "c"));
    assertThat(options)
        .isEqualTo(new RunOptions(List.of(), Path.of("c"), Path.of("s"), true, true));
  }

  @Test
  void an_unknown_option_is_named_with_the_usage() {
    assertThatThrownBy(() -> RunOptions.parse(gateway, List.of("--shell", "--prot", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'--prot'")
        .hasMessageContaining("./requant gateway [--config DIR]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--config", "--state"})
  void an_option_without_its_value_is_named(String option) {
    assertThatThrownBy(() -> RunOptions.parse(gateway, List.of(option)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }

  @Test
  void a_verb_runs_with_a_folder_of_its_own_process_and_no_configuration_of_the_product() {
    RunOptions options = RunOptions.forVerb(gateway, List.of("policies", "--config", "x"));
    assertThat(options.arguments()).containsExactly("policies", "--config", "x");
    assertThat(options.oneVerb()).isTrue();
    assertThat(options.state())
        .isEqualTo(HOME.resolve(".run/verb-" + ProcessHandle.current().pid()));
    assertThat(options.configuration()).startsWithRaw(options.state());
    assertThat(options.control()).isFalse();
  }

  @Test
  void a_product_that_does_not_exist_is_refused_with_those_that_do() {
    assertThatThrownBy(() -> new Product(HOME, "toaster"))
        .hasMessageContaining("'toaster'")
        .hasMessageContaining("[gateway, controller, lab]");
  }
}
