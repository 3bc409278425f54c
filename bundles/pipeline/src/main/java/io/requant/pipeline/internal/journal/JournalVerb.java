package io.requant.pipeline.internal.journal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.backend.EngineInfo;
import io.requant.api.command.Verb;
import io.requant.pipeline.internal.journal.RunJournal.EngineChange;
import io.requant.pipeline.internal.journal.RunJournal.PolicyAccount;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code journal}: frames and accuracy by policy, and every change of engine with its gap. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=journal")
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description = "Frames and accuracy under each policy, and every change of engine.",
    footer = {"", "Example: journal --json"})
public final class JournalVerb implements Verb {

  private final RunJournal journal;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  /** Takes the journal of the running pipeline. */
  @Activate
  public JournalVerb(@Reference JournalService service) {
    journal = service.journal();
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writeValueAsString(report()));
    } else {
      print(out);
    }
    return 0;
  }

  private Map<String, Object> report() {
    Map<String, Object> policies = new LinkedHashMap<>();
    journal
        .policies()
        .forEach(
            (name, account) ->
                policies.put(
                    name,
                    Map.of(
                        "frames", account.frames(),
                        "labelled", account.labelled(),
                        "correct", account.correct())));
    List<Map<String, Object>> changes = new ArrayList<>();
    for (EngineChange change : journal.changes()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("from", describe(change.from()));
      entry.put("to", describe(change.to()));
      entry.put("atFrame", change.atFrame());
      entry.put("gapMillis", change.gapNanos() / 1e6);
      changes.add(entry);
    }
    return Map.of("policies", policies, "changes", changes);
  }

  private void print(PrintWriter out) {
    for (Map.Entry<String, PolicyAccount> entry : journal.policies().entrySet()) {
      PolicyAccount account = entry.getValue();
      out.printf(
          Locale.ROOT,
          "%-12s %8d frames, %d of %d labelled ones right%n",
          entry.getKey(),
          account.frames(),
          account.correct(),
          account.labelled());
    }
    for (EngineChange change : journal.changes()) {
      out.printf(
          Locale.ROOT,
          "frame %8d: %s -> %s, gap %.1f ms%n",
          change.atFrame(),
          describe(change.from()),
          describe(change.to()),
          change.gapNanos() / 1e6);
    }
  }

  private static String describe(EngineInfo engine) {
    return engine.policy() + " on " + engine.backend() + " (" + engine.path() + ")";
  }
}
