package io.requant.training.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.model.cost.CostModel;
import io.requant.model.cost.LayerCost;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Parametric;
import io.requant.model.graph.Shape;
import io.requant.training.BackboneInput;
import io.requant.training.Backbones;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code backbones}: what the networks that can be trained cost. Needs no libtorch. */
@Component(
    service = Verb.class,
    scope = ServiceScope.PROTOTYPE,
    property = Verb.NAME + "=backbones")
@Command(
    name = "backbones",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "What the networks that can be trained cost in one inference; with NAME also layer by layer.",
      "Parameters are those of training, as publications count them: scale and shift of every"
          + " normalisation included. Weights are as many bytes at 8 bits. In BOPs the first and"
          + " the last layer keep 8 bits. Maps are feature maps at 8 bits: all of them, and the"
          + " most that are needed at a time."
    },
    footer = {
      "",
      "Examples:",
      "  ./requant backbones",
      "  ./requant backbones dsc7 --input 96x96x3",
      "  ./requant backbones --classes 100 --json"
    })
public final class BackbonesVerb implements Verb {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})x(\\d{1,5})x(\\d{1,5})");
  private static final double MEGA = 1e6;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = TrainVerb.BackboneNames.class,
      description = "One of ${COMPLETION-CANDIDATES}; all of them if it is not given.")
  private String name;

  @Option(
      names = "--input",
      paramLabel = "HxWxC",
      defaultValue = "32x32x3",
      description = "Shape of the images (default: ${DEFAULT-VALUE}).")
  private String input;

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "10",
      description = "Number of classes (default: ${DEFAULT-VALUE}).")
  private int classes;

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    BackboneInput shape = shape();
    List<BackboneCosts> rows = new ArrayList<>();
    List<String> unfit = new ArrayList<>();
    if (name != null) {
      rows.add(BackboneCosts.of(name, graph(name, shape)));
    } else {
      for (String each : Backbones.names()) {
        try {
          rows.add(BackboneCosts.of(each, Backbones.create(each, shape)));
        } catch (IllegalArgumentException e) {
          unfit.add(each + " does not take images of " + shape.shape() + ": " + e.getMessage());
        }
      }
    }
    if (json) {
      print(shape, rows);
    } else {
      print(rows, unfit);
      if (name != null) {
        print(graph(name, shape));
      }
    }
    return 0;
  }

  private BackboneInput shape() {
    Matcher m = SHAPE.matcher(input);
    if (!m.matches()) {
      throw wrong("--input '" + input + "' is no shape: write height, width, channels as 32x32x3");
    }
    try {
      Function<Integer, Integer> number = group -> Integer.parseInt(m.group(group));
      Shape shape = new Shape(number.apply(1), number.apply(2), number.apply(3));
      List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
      return new BackboneInput(shape, Normalisation.identity(shape.channels()), names);
    } catch (IllegalArgumentException e) {
      throw wrong("--input " + input + ", --classes " + classes + ": " + e.getMessage());
    }
  }

  private Graph graph(String backbone, BackboneInput shape) {
    try {
      return Backbones.create(backbone, shape);
    } catch (IllegalArgumentException e) {
      throw wrong(backbone + " for images of " + shape.shape() + ": " + e.getMessage());
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(BackboneInput shape, List<BackboneCosts> rows) throws IOException {
    Map<String, Object> report =
        ReportHeader.of("backbones", spec.commandLine().getParseResult().originalArgs(), 0);
    report.put("input", shape.shape().toString());
    report.put("classes", classes);
    report.put("backbones", rows.stream().map(BackboneCosts::values).toList());
    PrintWriter out = spec.commandLine().getOut();
    out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
  }

  private void print(List<BackboneCosts> rows, List<String> unfit) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%-17s %6s %11s %11s %9s %9s %9s %9s %10s %10s%n",
        "backbone",
        "layers",
        "parameters",
        "weights",
        "MMAC",
        "GBOP w8a8",
        "w4a4",
        "w2a2",
        "maps kB",
        "at a time");
    for (BackboneCosts row : rows) {
      out.printf(
          Locale.ROOT,
          "%-17s %6d %,11d %,11d %9.2f %9.3f %9.3f %9.3f %10.1f %10.1f%n",
          row.name(),
          row.layers(),
          row.trainedParameters(),
          row.weights(),
          row.macs() / MEGA,
          row.bops().get(8) / MEGA / 1e3,
          row.bops().get(4) / MEGA / 1e3,
          row.bops().get(2) / MEGA / 1e3,
          row.maps().total() / 1e3,
          row.maps().peak() / 1e3);
    }
    unfit.forEach(out::println);
  }

  private void print(Graph graph) {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Integer> eight =
        graph.parametricLayers().stream().collect(Collectors.toMap(Parametric::name, l -> 8));
    out.printf("%n%-20s %-12s %14s %11s %10s%n", "layer", "kind", "result", "weights", "MMAC");
    for (LayerCost layer : CostModel.table(graph, eight, eight)) {
      out.printf(
          Locale.ROOT,
          "%-20s %-12s %14s %,11d %10.3f%n",
          layer.layer(),
          layer.kind().name().toLowerCase(Locale.ROOT),
          layer.shape(),
          layer.weights(),
          layer.macs() / MEGA);
    }
  }
}
