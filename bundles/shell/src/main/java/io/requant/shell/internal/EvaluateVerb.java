package io.requant.shell.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.ServiceById;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.cost.CostModel;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.Cost;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code evaluate}: accuracy of a model under a policy on a backend, with all its logits. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=evaluate")
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Accuracy of a model under a policy, computed by a backend on a data set, whose images are"
            + " brought to the resolution that the model reads.",
    footer = {
      "",
      "Examples:",
      "  ./requant evaluate --model models/resnet20.rqm --policy w8a8 --backend pi --data ~/cifar",
      "  ./requant evaluate --model models/resnet20.rqm --policy w4a4 --backend reference"
          + " --data ~/cifar --limit 1000 --report e.json",
      "  ./requant evaluate --model my.rqm --policy w8a8 --data ~/cifar --record"
    })
public final class EvaluateVerb implements Verb {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ServiceById<Backend> backends;

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a .rqm file")
  private Path file;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "name of a policy in the model, or a .rqp file")
  private String policyName;

  @Option(
      names = "--backend",
      defaultValue = "pi",
      paramLabel = "ID",
      description = "backend that computes (default: ${DEFAULT-VALUE})")
  private String backend;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "folder of the data set in its official binary form")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description =
          "cifar10, cifar100, mnist, wildlife or cifar100-rest (default: what the model was trained"
              + " on)")
  private String dataset;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Split split;

  @Option(names = "--limit", paramLabel = "N", description = "only the first N images")
  private int limit = DataSets.ALL;

  @Option(names = "--threads", paramLabel = "N", description = "engines side by side")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--report", paramLabel = "FILE", description = "write the result as JSON")
  private Path report;

  @Option(
      names = "--record",
      description = "write the accuracy into the policy in the model file (changes its digest)")
  private boolean record;

  @Option(names = "--partial", description = "let --record store what --limit leaves")
  private boolean partial;

  /** Made for one run. */
  @Activate
  public EvaluateVerb(BundleContext context) {
    this.backends = new ServiceById<>(context, Backend.class, Backend.ID, "backend", "");
  }

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || threads < 1 || threads > 64) {
      throw new VerbException("--limit must be at least 1, --threads 1..64");
    }
    Model model = ModelArguments.model(file);
    Network network = ModelArguments.network(file, model);
    Policy policy = ModelArguments.policy(model, policyName);
    String name = ModelArguments.dataset(file, model, dataset);
    LabelledImages images = fitting(DataSets.open(data, name, split, limit), name, network);
    AccuracyRecord accuracy = record ? accuracyRecord(model, policy, name, images) : null;
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    Evaluation evaluation = new Evaluation(images, encoder, network.graph().outputShape().size());
    long start = System.nanoTime();
    String path =
        backends.with(backend, PATIENCE, found -> run(found, network, policy, evaluation, images));
    double seconds = (System.nanoTime() - start) / 1e9;
    report(network, policy, images, evaluation, path, seconds);
    if (accuracy != null) {
      Policy measured = accuracy.write(images.count(), evaluation.top1());
      spec.commandLine()
          .getOut()
          .printf("  recorded in %s; the policy is now %s%n", file, measured.digest().brief());
    }
    return 0;
  }

  /** The images at the resolution that the network reads. */
  private LabelledImages fitting(LabelledImages images, String name, Network network) {
    Shape wanted = network.graph().inputShape();
    if (images.shape().channels() != wanted.channels()) {
      throw new VerbException(
          "data set '%s' has images of %s; model '%s' takes %s"
              .formatted(name, images.shape(), file, wanted));
    }
    return images.resized(wanted.height(), wanted.width());
  }

  private AccuracyRecord accuracyRecord(
      Model model, Policy policy, String name, LabelledImages images) throws IOException {
    boolean some =
        limit != DataSets.ALL
            && DataSets.open(data, name, split, images.count() + 1).count() > images.count();
    return new AccuracyRecord(file, model, policy, name, split, some, partial);
  }

  private String run(
      Backend found, Network network, Policy policy, Evaluation evaluation, LabelledImages images)
      throws UnsupportedPolicyException, InterruptedException {
    List<Engine> engines = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        engines.add(found.prepare(network, policy));
      }
      PrintWriter progress = spec.commandLine().getErr();
      int step = Math.max(1, images.count() / 10 / 64) * 64;
      evaluation.run(
          engines,
          done -> {
            if (done % step == 0 && images.count() >= 1000) {
              progress.printf("%d of %d images%n", done, images.count());
              progress.flush();
            }
          });
      return engines.get(0).info().path();
    } finally {
      engines.forEach(Engine::close);
    }
  }

  private void report(
      Network network,
      Policy policy,
      LabelledImages images,
      Evaluation evaluation,
      String path,
      double seconds)
      throws IOException {
    Cost cost = CostModel.of(network, policy);
    double top1 = evaluation.top1();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s under %s on %s (%s): top-1 %.2f %% (%d of %d images, %s)%n",
        network.name(),
        policy.name(),
        backend,
        path,
        100 * top1,
        evaluation.correct(),
        images.count(),
        split);
    out.printf(
        Locale.ROOT,
        "  %.0f images/s on %d threads; weights %d bytes, %.3f GBOP, %.2f MMAC; logits %s%n",
        images.count() / seconds,
        threads,
        cost.weightBytes(),
        cost.bops() / 1e9,
        cost.macs() / 1e6,
        evaluation.logitsSha256());
    if (report == null) {
      return;
    }
    Map<String, Object> json =
        ReportHeader.of("evaluate", spec.commandLine().getParseResult().originalArgs(), 0);
    json.put("model", network.name());
    json.put("networkDigest", network.digest().hex());
    json.put("policy", policy.name());
    json.put("policyDigest", policy.digest().hex());
    json.put("backend", backend);
    json.put("path", path);
    json.put("split", split.toString());
    json.put("images", images.count());
    json.put("correct", evaluation.correct());
    json.put("top1", top1);
    json.put("logitsSha256", evaluation.logitsSha256());
    json.put("weightBytes", cost.weightBytes());
    json.put("bops", cost.bops());
    json.put("macs", cost.macs());
    json.put("seconds", seconds);
    json.put("threads", threads);
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(report.toFile(), json);
  }
}
