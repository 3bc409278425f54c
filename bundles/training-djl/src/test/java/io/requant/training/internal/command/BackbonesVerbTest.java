package io.requant.training.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.training.Backbones;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BackbonesVerbTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void the_table_has_a_row_for_every_backbone() {
    assertThat(run()).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" .*", "")))
        .containsAll(Backbones.names());
    assertThat(out.toString())
        .contains("resnet101            105  42,512,970")
        .contains("resnet20              20     269,722     268,336     40.55     2.595");
  }

  @Test
  void json_has_the_figures_of_the_papers() throws IOException {
    assertThat(run("dsc7", "--input", "96x96x3", "--json")).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());
    JsonNode row = report.get("backbones").get(0);
    assertThat(report.get("input").textValue()).isEqualTo("96x96x3");
    assertThat(row.get("parameters").longValue()).isEqualTo(80_986);
    assertThat(row.get("macs").longValue()).isEqualTo(8_285_952);
    assertThat(row.get("weightBytes").longValue()).isEqualTo(79_752);
    assertThat(row.get("bopsW8A8").longValue()).isEqualTo(64 * 8_285_952L);
    assertThat(row.get("bopsW4A4").longValue()).isLessThan(row.get("bopsW8A8").longValue() / 3);
    assertThat(row.get("peakFeatureMapBytes").longValue()).isEqualTo(48 * 48 * (12 + 24));
  }

  @Test
  void a_name_gives_the_costs_of_its_layers_too() {
    assertThat(run("dsc7")).isZero();
    assertThat(out.toString()).contains("depthwise", "pointwise", "pw7", "36,864");
  }

  @Test
  void images_that_a_backbone_does_not_take_leave_the_others_in_the_table() {
    assertThat(run("--input", "16x16x3")).isZero();
    assertThat(out.toString())
        .contains("vgg16 does not take images of 16x16x3: layer 'pool5'")
        .contains("resnet110");
  }

  @Test
  void wrong_arguments_are_named() {
    assertThat(run("--input", "32x32")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("--input '32x32' is no shape");
    assertThat(run("--classes", "1")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("at least 2 classes");
    assertThat(run("resnet21")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("unknown backbone 'resnet21'");
    assertThat(run("vgg16", "--input", "16x16x3")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("vgg16 for images of 16x16x3");
  }

  private int run(String... arguments) {
    return new CommandLine(new BackbonesVerb())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
