package io.requant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerbIndexTest {

  @TempDir Path home;
  private Checkout checkout;

  @BeforeEach
  void emptyCheckout() {
    checkout = new Checkout(home);
  }

  @Test
  void a_product_that_is_not_built_has_no_verbs() throws IOException {
    assertThat(VerbIndex.of(checkout.product("gateway"))).isEmpty();
  }

  @Test
  void verbs_of_all_bundles_are_listed_in_alphabetical_order_with_their_summaries()
      throws IOException {
    checkout
        .with("lab", "a.jar", Checkout.verb("train", "Trains a network"))
        .with(
            "lab",
            "b.jar",
            Checkout.verb("import", "Reads ONNX") + "," + Checkout.verb("export", "Writes ONNX"));
    assertThat(VerbIndex.of(checkout.product("lab")).entrySet().toString())
        .isEqualTo("[export=Writes ONNX, import=Reads ONNX, train=Trains a network]");
  }

  @Test
  void quotes_around_a_name_and_a_missing_summary_do_not_matter() throws IOException {
    checkout.with(
        "gateway", "a.jar", "osgi.service,io.requant.verb;io.requant.verb=\"status\",other;x=1");
    assertThat(VerbIndex.of(checkout.product("gateway")).toString()).isEqualTo("{status=}");
  }

  @Test
  void bundles_without_verbs_or_without_a_manifest_are_passed_over() throws IOException {
    checkout.with("gateway", "a.jar", null).with("gateway", "b.jar", "osgi.service;x=1");
    Path folder = home.resolve("apps/gateway/target/export/gateway");
    new JarOutputStream(Files.newOutputStream(folder.resolve("bare.jar"))).close();
    Files.writeString(folder.resolve("notes.txt"), "no jar");
    assertThat(VerbIndex.of(checkout.product("gateway"))).isEmpty();
  }

  @Test
  void a_jar_that_is_damaged_is_named() throws IOException {
    checkout.with("gateway", "a.jar", null);
    Path broken = home.resolve("apps/gateway/target/export/gateway/broken.jar");
    Files.writeString(broken, "not a zip file");
    assertThatThrownBy(() -> VerbIndex.of(checkout.product("gateway")))
        .isInstanceOf(ZipException.class)
        .hasMessageContaining("broken.jar")
        .hasMessageContaining("build");
  }
}
