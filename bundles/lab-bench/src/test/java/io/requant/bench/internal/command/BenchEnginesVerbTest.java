package io.requant.bench.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.bench.internal.Home;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchEnginesVerbTest {

  private static final String HOME = "requant.home";
  private static final Path MODEL = Home.path().resolve("models/mnist-cnn.rqm");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void setHome() {
    System.setProperty(HOME, Home.path().toString());
  }

  @AfterEach
  void clearHome() {
    System.clearProperty(HOME);
  }

  private int run(FixedEngines engines, String... arguments) {
    return new CommandLine(new BenchEnginesVerb(engines))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .setExecutionExceptionHandler(
            (e, line, parsed) -> {
              err.write(e.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  @Test
  void engines_and_onnx_runtime_are_compared_and_reported() throws Exception {
    Path report = folder.resolve("engines.json");
    FixedEngines engines = FixedEngines.exact();
    String[] arguments = {"--model", MODEL.toString(), "--quick", "--report", report.toString()};
    assertThat(run(engines, arguments)).as(err.toString()).isZero();
    assertThat(out.toString()).contains("exact is ").contains("as fast as ort-int8");
    JsonNode json = new ObjectMapper().readTree(report.toFile());
    assertThat(json.path("peerVersion").asText()).isEqualTo("1.29.0");
    assertThat(json.path("processorFlags").isArray()).isTrue();
    JsonNode network = json.path("networks").path(0);
    assertThat(network.path("name").asText()).isEqualTo("mnist-cnn");
    JsonNode ratio = network.path("ratio");
    assertThat(ratio.path("median").asDouble())
        .isBetween(ratio.path("p25").asDouble(), ratio.path("p75").asDouble())
        .isPositive();
    assertThat(network.path("micros").asDouble())
        .isGreaterThan(network.path("peerMicros").asDouble());
    assertThat(network.path("engines").findValuesAsText("id"))
        .contains("exact", "ort-int8", "ort-fp32");
    JsonNode integer = network.path("engines").path(1);
    assertThat(integer.path("id").asText()).isEqualTo("ort-int8");
    assertThat(integer.path("operators").path("QLinearConv").asInt()).isEqualTo(3);
    assertThat(
            network.path("sweeps").path(0).path("timesW8a8").path("w8a8").path("median").asDouble())
        .isEqualTo(1);
    assertThat(Files.readString(folder.resolve("engines.html"))).contains("mnist-cnn");
    assertThat(engines.closed()).isTrue();
  }

  @Test
  void an_engine_with_a_wrong_logit_is_an_error_and_is_not_timed() {
    FixedEngines engines = FixedEngines.wrong();
    assertThat(run(engines, "--model", MODEL.toString(), "--quick", "--no-sweep")).isEqualTo(1);
    assertThat(err.toString()).contains("'wrong'").contains("logit 3 of image 0");
    assertThat(out.toString()).doesNotContain("as fast as");
    assertThat(engines.closed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model none.rqm           | 'none.rqm' does not exist",
        "--networks resnet21        | there are resnet20, mnist-cnn",
        "--networks mnist-cnn --policy w3a9 | no policy 'w3a9'",
        "--report src               | --report src cannot be written",
        "--seconds 0                | --seconds 0.0: above 0",
        "--images 0                 | --images 0: 1..1000",
        "--sweep w1a8               | 2..16",
        "--engines nothing          | no engine of ours is left; there are exact, ort-int8",
        "--networks mnist-cnn --model a.rqm | exclude each other",
      })
  void bad_input_is_named_with_the_way_out(String arguments, String message) {
    assertThat(run(FixedEngines.exact(), arguments.split(" "))).isEqualTo(1);
    assertThat(err.toString()).contains(message);
  }
}
