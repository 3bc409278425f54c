package io.requant.pipeline.internal.command;

import io.requant.api.backend.Backend;
import io.requant.api.command.Verb;
import io.requant.api.pipeline.Pipeline;
import io.requant.pipeline.internal.BackendInsight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backends}: what computes, and changes of it while frames flow. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=backends")
@Command(
    name = "backends",
    description = "Lists, prefers, updates and removes compute backends while frames flow.",
    footer = {"", "Example: backends update io.requant.backend.pi target/backend-pi.jar"},
    mixinStandardHelpOptions = true)
public final class BackendsVerb implements Verb {

  private static final Duration REFRESH_LIMIT = Duration.ofSeconds(30);
  private static final String BUNDLE = "BUNDLE";

  private final RunningPipeline running;
  private final BackendInsight insight;
  private final BundleContext context;
  private final BundleOperations bundles;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON instead of text.")
  private boolean json;

  /** Takes the pipeline, if there is one. */
  @Activate
  public BackendsVerb(
      BundleContext context,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          Pipeline pipeline,
      @Reference(
              cardinality = ReferenceCardinality.OPTIONAL,
              policyOption = ReferencePolicyOption.GREEDY)
          BackendInsight insight) {
    this.context = context;
    this.insight = insight;
    running = new RunningPipeline(pipeline);
    bundles = new BundleOperations(context, REFRESH_LIMIT);
  }

  @Override
  public Integer call() {
    return list(json);
  }

  @Command(
      name = "list",
      description = "Lists the backends, best first.",
      mixinStandardHelpOptions = true)
  int list(@Option(names = "--json", description = "Print JSON instead of text.") boolean asJson) {
    List<Map<String, Object>> lines = lines();
    PrintWriter out = spec.commandLine().getOut();
    if (asJson || json) {
      Json.print(Map.of("backends", lines), out);
    } else {
      Table table = new Table("backend", "kind", "ranking", "bundle", "state", "set aside");
      lines.forEach(
          line ->
              table.row(
                  line.get("id"),
                  line.get("kind"),
                  line.get("ranking"),
                  line.get("bundle"),
                  line.get("state"),
                  line.get("setAside")));
      table.print(out);
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "prefer",
      description = "Makes one backend the preferred one and swaps to it.",
      mixinStandardHelpOptions = true)
  int prefer(
      @Parameters(paramLabel = "ID", description = "Id of a backend, or '' to go by ranking.")
          String id) {
    return done(RunningPipeline.await(running.get().prefer(id)).message());
  }

  @Command(
      name = "stop",
      description = "Stops a bundle; frames go to another backend, or wait.",
      mixinStandardHelpOptions = true)
  int stop(@Parameters(paramLabel = BUNDLE, description = "Symbolic name or id.") String bundle) {
    Bundle found = bundles.find(bundle);
    bundles.stop(found);
    return done(found + " is stopped");
  }

  @Command(name = "start", description = "Starts a bundle.", mixinStandardHelpOptions = true)
  int start(@Parameters(paramLabel = BUNDLE, description = "Symbolic name or id.") String bundle) {
    Bundle found = bundles.find(bundle);
    bundles.start(found);
    return done(found + " is started");
  }

  @Command(
      name = "update",
      description = "Replaces a bundle's code: stop, update, refresh, start.",
      mixinStandardHelpOptions = true)
  int update(
      @Parameters(paramLabel = BUNDLE, description = "Symbolic name or id.") String bundle,
      @Parameters(paramLabel = "FILE", description = "The new jar.") Path file) {
    Bundle found = bundles.find(bundle);
    bundles.update(found, file);
    return done(found + " is updated to version " + found.getVersion());
  }

  @Command(
      name = "install",
      description = "Installs and starts a bundle beside what is there.",
      mixinStandardHelpOptions = true)
  int install(@Parameters(paramLabel = "FILE", description = "A jar.") Path file) {
    Bundle installed = bundles.install(file);
    return done(installed + " is installed with the id " + installed.getBundleId());
  }

  @Command(
      name = "uninstall",
      description = "Stops and removes a bundle.",
      mixinStandardHelpOptions = true)
  int uninstall(
      @Parameters(paramLabel = BUNDLE, description = "Symbolic name or id.") String bundle) {
    Bundle found = bundles.find(bundle);
    bundles.uninstall(found);
    return done(found + " is uninstalled");
  }

  private int done(String message) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Json.print(Map.of("message", message), out);
    } else {
      out.println(message);
    }
    out.flush();
    return 0;
  }

  private List<Map<String, Object>> lines() {
    running.get();
    Map<Long, ServiceReference<Backend>> references = references();
    List<Map<String, Object>> lines = new ArrayList<>();
    for (BackendInsight.Line line : insight.backends()) {
      ServiceReference<Backend> reference = references.get(line.serviceId());
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("id", line.id());
      report.put("kind", reference == null ? "" : reference.getProperty(Backend.KIND));
      report.put("ranking", line.ranking());
      report.put("bundle", reference == null ? "" : String.valueOf(reference.getBundle()));
      report.put(
          "state", (line.active() ? "active" : "ready") + (line.preferred() ? ", preferred" : ""));
      report.put("setAside", line.aside());
      lines.add(report);
    }
    return lines;
  }

  private Map<Long, ServiceReference<Backend>> references() {
    Map<Long, ServiceReference<Backend>> byId = new LinkedHashMap<>();
    try {
      context
          .getServiceReferences(Backend.class, null)
          .forEach(ref -> byId.put((Long) ref.getProperty(Constants.SERVICE_ID), ref));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter was given", e);
    }
    return byId;
  }
}
