package io.requant.quantlstm.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.api.backend.Backend;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.Holdout;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.PolicyEstimator;
import io.requant.model.quantize.SharedNetwork;
import io.requant.model.quantize.SharedStart;
import io.requant.model.quantize.WidthChoice;
import io.requant.quantlstm.internal.command.PolicySearch.Found;
import io.requant.quantlstm.internal.compress.FeatureRecorder;
import io.requant.quantlstm.internal.gate.GateCodec;
import io.requant.quantlstm.internal.gate.LstmGate;
import io.requant.quantlstm.internal.gate.TrainedGate;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Option;
import io.requant.quantlstm.internal.search.WidthList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code policies search}: widths for each layer by sensitivities and an exact knapsack. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=policies search")
@Command(
    name = "policies search",
    mixinStandardHelpOptions = true,
    description = {
      "Chooses a width for every layer: the least loss of answers within a budget, or the least",
      "cost that loses no more than wanted. Any network with real weights will do; one trained for",
      "several precisions (compress quant-lstm) loses least."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant policies search --model models/resnet20-lab.rqm --data ~/cifar"
          + " --budget bops=0.6G,bytes=120K --out mine.rqm",
      "  ./requant policies search --model models/resnet20-float.rqm --data ~/cifar"
          + " --tolerance 1.0 --out mine.rqm --page mine.html",
      "  ./requant policies search --model models/resnet20-lab.rqm --data ~/cifar"
          + " --budget bops=0.6G --method gate --out mine.rqm"
    })
public final class SearchVerb implements Verb {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @CommandLine.Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "a .rqm")
  private Path file;

  @CommandLine.Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "folder of the data set in its official binary form")
  private Path data;

  @CommandLine.Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @CommandLine.Option(
      names = "--budget",
      paramLabel = "BUDGET",
      description = "e.g. bops=0.6G,bytes=120K (default: no limit)")
  private String budget;

  @CommandLine.Option(
      names = "--tolerance",
      paramLabel = "POINTS",
      description = "lose at most so many points of hold-out accuracy against the widest")
  private Double tolerance;

  @CommandLine.Option(
      names = "--method",
      defaultValue = "dp",
      paramLabel = "METHOD",
      description =
          "dp, oracle, gate (of the model), uniform or random (default: ${DEFAULT-VALUE})")
  private SearchWay method;

  @CommandLine.Option(
      names = "--widths",
      defaultValue = "8,7,6,5,4,3,2",
      paramLabel = "LIST",
      description =
          "candidates, 2..10 bits, of a model that was not trained for some (${DEFAULT-VALUE})")
  private String widths;

  @CommandLine.Option(
      names = "--oracle-evaluations",
      defaultValue = "60",
      paramLabel = "N",
      description = "networks that the oracle tries for a budget (default: ${DEFAULT-VALUE})")
  private int evaluations;

  @CommandLine.Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "of what is random (default: ${DEFAULT-VALUE})")
  private long seed;

  @CommandLine.Option(
      names = "--name",
      defaultValue = "searched",
      paramLabel = "NAME",
      description = "name of the policy (default: ${DEFAULT-VALUE})")
  private String name;

  @CommandLine.Option(
      names = "--holdout",
      defaultValue = "1000",
      paramLabel = "N",
      description = "images that the network was not trained on (default: ${DEFAULT-VALUE})")
  private int held;

  @CommandLine.Option(
      names = "--images",
      defaultValue = "512",
      paramLabel = "N",
      description = "training images to estimate, and as many to measure on (${DEFAULT-VALUE})")
  private int images;

  @CommandLine.Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the .rqm to write: the network with the policy")
  private Path out;

  @CommandLine.Option(names = "--page", paramLabel = "FILE", description = "explain it as HTML")
  private Path page;

  @CommandLine.Option(names = "--report", paramLabel = "FILE", description = "write it as JSON")
  private Path report;

  /** Made for one run. */
  @Activate
  public SearchVerb(@Reference Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    if (budget == null && tolerance == null) {
      throw new VerbException("policies search needs --budget, --tolerance or both");
    }
    if (tolerance != null && !(tolerance >= 0 && tolerance <= 100)) {
      throw new VerbException("--tolerance " + tolerance + ": 0..100 points are possible");
    }
    Budget limit = budget == null ? Budget.NONE : Budget.parse(budget);
    Model model = ModelArguments.model(file);
    String set = ModelArguments.dataset(file, model, dataset);
    LabelledImages all = DataSets.open(data, set, Split.TRAIN, DataSets.ALL);
    if (held < 1 || images < 1 || held + 2L * images > all.count()) {
      throw new VerbException(
          "--holdout %d and twice --images %d do not fit the %d training images"
              .formatted(held, images, all.count()));
    }
    int[] fit = Holdout.rest(all.count(), held, Holdout.SEED);
    SharedNetwork shared = shared(model, all, fit);
    CalibrationImages calibration = CalibrationImages.of(all, fit, images, shared.augmentation());
    LabelledImages judged = all.select(Arrays.copyOfRange(fit, fit.length - images, fit.length));
    Optional<LstmGate> gate = gate(model, shared);
    PolicySearch search =
        new PolicySearch(
            backend,
            shared,
            gate.map(LstmGate::options).orElseGet(() -> options(shared.widths())),
            calibration,
            judged,
            all.select(Holdout.indices(all.count(), held, Holdout.SEED)),
            method.way(
                () -> asked(gate.orElseThrow(), shared, calibration, judged), evaluations, seed),
            this::progress);
    Found found =
        (tolerance == null
                ? search.within(name, limit)
                : search.losing(name, tolerance / 100, limit))
            .orElseThrow(() -> new VerbException(tooTight(search)));
    write(model, shared, search, found, set);
    return 0;
  }

  /** The gate in the model, if it is asked for. */
  private Optional<LstmGate> gate(Model model, SharedNetwork shared) {
    if (method != SearchWay.GATE) {
      return Optional.empty();
    }
    LstmGate gate =
        GateCodec.decode(
            model
                .gate()
                .orElseThrow(
                    () ->
                        new VerbException(
                            file + " has no gate: give the lab's model of compress quant-lstm")));
    if (!gate.network().equals(shared.network().digest())) {
      throw new VerbException(file + ": its gate was trained for other weights");
    }
    return Optional.of(gate);
  }

  private static TrainedGate asked(
      LstmGate gate, SharedNetwork shared, CalibrationImages calibration, LabelledImages judged) {
    int widest = shared.widths().get(0);
    Policy policy =
        new PolicyEstimator(shared, calibration)
            .estimate("features", WidthChoice.uniform(shared.points(), widest, widest));
    return TrainedGate.of(
        gate,
        FeatureRecorder.record(shared.network(), policy, shared.points().convolutions(), judged));
  }

  private String tooTight(PolicySearch search) {
    return "nothing meets --budget %s%s: at %s the hold-out accuracy is %.2f %%; allow more"
        .formatted(
            budget == null ? "(none)" : budget,
            tolerance == null ? "" : " and --tolerance " + tolerance,
            search.base(),
            100 * search.reference());
  }

  private SharedNetwork shared(Model model, LabelledImages all, int[] fit) {
    return model
        .shared()
        .orElseGet(
            () ->
                new SharedStart(
                        model
                            .floats()
                            .orElseThrow(
                                () ->
                                    new VerbException(
                                        "model '"
                                            + file
                                            + "' has neither real weights nor any trained for"
                                            + " several precisions: give the lab's model")),
                        CalibrationImages.of(all, fit, images, Augmentation.NONE))
                    .network(WidthList.parse(widths)));
  }

  private static List<Option> options(List<Integer> widths) {
    List<Option> options = new ArrayList<>();
    for (int bits : widths) {
      options.add(Option.of(bits));
      if (bits < 8 && widths.contains(8)) {
        options.add(new Option(bits, 8));
      }
    }
    options.sort(Comparator.reverseOrder());
    return options;
  }

  private void progress(int layer, int option, float[] divergences) {
    if (option == 0) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf("measuring layer %d%n", layer + 1);
      err.flush();
    }
  }

  private void write(
      Model model, SharedNetwork shared, PolicySearch search, Found found, String set)
      throws IOException {
    Policy policy =
        found.policy().withAccuracy(new MeasuredAccuracy(set, "holdout", held, found.top1()));
    boolean same =
        model.network().map(n -> n.digest().equals(shared.network().digest())).orElse(false);
    Model written =
        new Model(
                model.floats().map(f -> new FloatNetwork(shared.graph(), f.parameters())),
                Optional.of(shared),
                Optional.of(shared.network()),
                same ? model.policies() : List.of(),
                same ? model.gate() : Optional.empty(),
                model.golden(),
                model.provenance())
            .withPolicy(policy);
    ModelFile.write(written, out);
    Map<String, Object> values = values(search, found, policy);
    if (report != null) {
      Map<String, Object> json =
          ReportHeader.of("policies search", spec.commandLine().getParseResult().originalArgs(), 0);
      json.putAll(values);
      byte[] bytes =
          new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json);
      AtomicFile.write(report, stream -> stream.write(bytes));
    }
    if (page != null) {
      byte[] html =
          SearchPage.of(shared, search, found, method, values).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(page, stream -> stream.write(html));
    }
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%s: %.2f %% of %d hold-out images (%s: %.2f %%), %.3f GBOP, %d bytes of"
                + " weights%nwritten: %s%n",
            policy.name(),
            100 * found.top1(),
            held,
            search.base(),
            100 * search.reference(),
            policy.cost().bops() / 1e9,
            policy.cost().weightBytes(),
            out);
  }

  private Map<String, Object> values(PolicySearch search, Found found, Policy policy) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("policy", policy.name());
    values.put("method", method.name().toLowerCase(Locale.ROOT));
    values.put("top1Holdout", found.top1());
    values.put("base", search.base().toString());
    values.put("top1HoldoutAtBase", search.reference());
    values.put("holdoutImages", held);
    values.put("bops", policy.cost().bops());
    values.put("weightBytes", policy.cost().weightBytes());
    Map<String, Object> bits = new LinkedHashMap<>();
    for (int l = 0; l < found.choice().length; l++) {
      bits.put(
          search.costs().layers().get(l).name(),
          search.costs().options().get(found.choice()[l]).toString());
    }
    values.put("bits", bits);
    return values;
  }
}
