package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpTest {

  @TempDir Path home;

  @Test
  void every_verb_is_listed_once_with_its_summary() throws IOException {
    new Checkout(home)
        .with("gateway", "a.jar", Checkout.verb("status", "What the pipeline does"))
        .with("lab", "a.jar", Checkout.verb("status", "What the pipeline does"))
        .with("lab", "b.jar", Checkout.verb("train", "Trains a network"));
    assertThat(Help.text(home))
        .containsOnlyOnce("  status           What the pipeline does")
        .containsOnlyOnce("  train            Trains a network")
        .doesNotContain("at its first use");
  }

  @Test
  void it_says_so_if_the_lab_is_not_built() throws IOException {
    new Checkout(home).with("gateway", "a.jar", Checkout.verb("status", ""));
    assertThat(Help.text(home)).contains("The lab (train,").contains("at its first use");
  }
}
