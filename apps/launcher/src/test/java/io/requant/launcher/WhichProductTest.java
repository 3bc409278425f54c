package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhichProductTest {

  @TempDir Path home;

  @Test
  void the_smallest_product_that_has_the_verb_is_chosen() throws IOException {
    new Checkout(home)
        .with("lab", "shell.jar", Checkout.verb("evaluate", ""))
        .with("gateway", "shell.jar", Checkout.verb("evaluate", ""))
        .with("lab", "lab.jar", Checkout.verb("train", ""))
        .with("controller", "fleet.jar", Checkout.verb("fleet", ""));
    assertThat(WhichProduct.of(home, "evaluate")).contains("gateway");
    assertThat(WhichProduct.of(home, "fleet")).contains("controller");
    assertThat(WhichProduct.of(home, "train")).contains("lab");
  }

  @Test
  void a_verb_of_two_words_is_another_than_its_first_word() throws IOException {
    new Checkout(home)
        .with("gateway", "shell.jar", Checkout.verb("policies", ""))
        .with("lab", "search.jar", Checkout.verb("policies search", ""));
    assertThat(WhichProduct.of(home, "policies")).contains("gateway");
    assertThat(WhichProduct.of(home, "policies search")).contains("lab");
  }

  @Test
  void a_verb_that_no_built_product_has_gives_none() throws IOException {
    assertThat(WhichProduct.of(home, "train")).isEmpty();
    new Checkout(home).with("gateway", "shell.jar", Checkout.verb("evaluate", ""));
    assertThat(WhichProduct.of(home, "train")).isEmpty();
    assertThat(WhichProduct.of(home, "eval")).isEmpty();
    assertThat(WhichProduct.of(home, "")).isEmpty();
  }
}
