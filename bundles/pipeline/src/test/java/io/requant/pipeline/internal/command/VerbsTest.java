package io.requant.pipeline.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.VerbException;
import io.requant.model.policy.PolicyCodec;
import io.requant.pipeline.internal.FakeBackend;
import io.requant.pipeline.internal.Rig;
import io.requant.pipeline.internal.TestModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class VerbsTest {

  @TempDir Path directory;
  private Rig rig;
  private String out = "";

  @BeforeEach
  void start() {
    rig = new Rig(directory.resolve("state"));
    rig.running(new FakeBackend("a"), 0);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private int run(Object verb, String... arguments) {
    StringWriter printed = new StringWriter();
    int code =
        new CommandLine(verb)
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(printed))
            .setExecutionExceptionHandler(
                (e, line, parsed) -> {
                  // As the launcher does: what a verb means to say is its message.
                  line.getErr().println(((VerbException) e).getMessage());
                  return 1;
                })
            .execute(arguments);
    out = printed.toString();
    return code;
  }

  @Test
  void statusPrintsATableWithTheLedger() {
    rig.giveOneByOne(3);
    assertThat(run(new StatusVerb(rig.pipeline()))).isZero();
    assertThat(out).contains("w8a8 on a (fake").contains("frames in").contains("0 (balanced)");
  }

  @Test
  void statusPrintsJsonWithTheLedgersContractedKeys() throws IOException {
    rig.giveOneByOne(3);
    assertThat(run(new StatusVerb(rig.pipeline()), "--json")).isZero();
    JsonNode report = new ObjectMapper().readTree(out);
    assertThat(report.at("/engine/backend").asText()).isEqualTo("a");
    assertThat(report.at("/ledger/in").asLong()).isEqualTo(3);
    assertThat(report.at("/ledger/inferred").asLong()).isEqualTo(3);
    assertThat(report.at("/ledger/shed").isNumber()).isTrue();
    assertThat(report.at("/ledger/inFlight").asLong()).isZero();
    assertThat(report.at("/ledger/lost").asLong()).isZero();
    assertThat(report.at("/ledger/balanced").asBoolean()).isTrue();
  }

  @Test
  void activateTakesANameOfTheModel() {
    assertThat(run(new ActivateVerb(rig.pipeline()), "w4a4")).isZero();
    assertThat(out).contains("policy 'w4a4' on backend 'a' is active").contains("prepared in");
    assertThat(rig.active()).isEqualTo("w4a4@a");
  }

  @Test
  void activateTakesAFile() throws IOException {
    Path file = directory.resolve("sent.rqp");
    Files.write(file, PolicyCodec.encode(TestModel.policy("sent")));
    assertThat(run(new ActivateVerb(rig.pipeline()), file.toString(), "--json")).isZero();
    assertThat(new ObjectMapper().readTree(out).at("/outcome").asText()).isEqualTo("ACTIVE");
    assertThat(rig.active()).isEqualTo("sent@a");
  }

  @Test
  void activateSaysWhatIsWrongWithItsInput() throws IOException {
    ActivateVerb verb = new ActivateVerb(rig.pipeline());
    assertThat(run(verb, "w9")).isEqualTo(1);
    assertThat(out).contains("'w9'").contains("[w8a8, w4a4, w2a2]");
    Path damaged = Files.writeString(directory.resolve("damaged.rqp"), "RQPL?");
    assertThat(run(verb, damaged.toString())).isEqualTo(1);
    assertThat(out).contains("damaged.rqp").contains("not a policy");
    assertThat(run(verb, "w4a4", "--frames", "-1")).isEqualTo(2);
    assertThat(out).contains("-1");
    Path foreign = directory.resolve("foreign.rqp");
    Files.write(
        foreign, PolicyCodec.encode(TestModel.policy("f", TestModel.network("other", 2, 2, 3))));
    assertThat(run(verb, foreign.toString())).isEqualTo(1);
    assertThat(out).contains("MISMATCH").contains("this gateway runs tiny");
  }

  @Test
  void withoutAPipelineEveryVerbSaysSo() {
    assertThat(run(new StatusVerb(null))).isEqualTo(1);
    assertThat(out).contains("io.requant.pipeline");
    assertThat(run(new ActivateVerb(null), "w4a4")).isEqualTo(1);
    assertThat(out).contains("no pipeline runs");
  }

  @Test
  void everyVerbHasHelpWithAnExample() {
    for (Object verb : new Object[] {new StatusVerb(null), new ActivateVerb(null)}) {
      assertThat(run(verb, "--help")).isZero();
      assertThat(out).contains("Example:");
    }
  }
}
