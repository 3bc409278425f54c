package io.requant.backend.fpga.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.backend.fpga.internal.energy.EnergyEstimate;
import io.requant.backend.fpga.internal.energy.EnergyModel;
import io.requant.backend.fpga.internal.energy.OperandToggles;
import io.requant.backend.fpga.internal.energy.StaticPower;
import io.requant.backend.fpga.internal.energy.WidthPolicies;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.program.Program;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.Quantization;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga energy}: energy of an inference, estimated. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga energy")
@Command(
    name = "fpga energy",
    mixinStandardHelpOptions = true,
    description =
        "Estimates the energy of an inference: static, dynamic and clock apart, with bounds. Nothing is measured on a board.",
    footer = {
      "",
      "Example, with the energy over the width as in paper 1's Figs. 21 and 22:",
      "  ./requant fpga energy --model models/mnist-cnn.rqm --policy w8a8 --data DIR --sweep-model models/mnist-cnn-float.rqm --report energy.json"
    })
public final class EnergyVerb implements Verb {

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "folder of the data set, whose images the multipliers' inputs are sampled on")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @Option(
      names = "--images",
      defaultValue = "4",
      paramLabel = "N",
      description = "test images to sample (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--rate",
      defaultValue = "30",
      paramLabel = "FPS",
      description = "frames a second in the chart over the clock (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--sweep-model",
      paramLabel = "FILE",
      description = "float weights, quantized at 2..16 bits and to paper 1's mixes of widths")
  private Path sweepModel;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  @Override
  public Integer call() throws Exception {
    if (images < 1 || !(rate > 0)) {
      throw new VerbException("--images takes 1 or more, --rate more than 0");
    }
    Device device = design.device();
    Found found = design.find();
    LabelledImages shown = shown(design.network());
    EnergyModel model =
        new EnergyModel(design.program(), found, device, inputs(design.network(), shown));
    EnergyEstimate energy = model.at(design.hertz());
    print(model, energy, found, device);
    List<EnergyPage.Width> widths = sweepModel == null ? List.of() : sweep(device, found, shown);
    if (report != null) {
      write(model, energy, found, widths);
    }
    return 0;
  }

  private LabelledImages shown(Network network) throws IOException {
    String name = ModelArguments.dataset(design.file(), design.model(), dataset);
    LabelledImages set = DataSets.open(data, name, Split.TEST, images);
    if (!set.shape().equals(network.graph().inputShape())) {
      throw new VerbException(
          "data set '%s' has images of %s; '%s' takes %s"
              .formatted(name, set.shape(), network.name(), network.graph().inputShape()));
    }
    return set;
  }

  private static List<byte[]> inputs(Network network, LabelledImages shown) {
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < shown.count(); i++) {
      byte[] input = new byte[network.graph().inputShape().size()];
      encoder.encode(shown.image(i), ByteBuffer.wrap(input));
      inputs.add(input);
    }
    return inputs;
  }

  /**
   * Hardware for at least the same pace at every width, its frames that pace apart: only the width
   * differs.
   */
  private List<EnergyPage.Width> sweep(Device device, Found found, LabelledImages shown)
      throws IOException {
    Model model = ModelArguments.model(sweepModel);
    FloatNetwork weights =
        model.floats().orElseThrow(() -> new VerbException(sweepModel + " has no float weights"));
    String name = ModelArguments.dataset(sweepModel, model, dataset);
    LabelledImages training = DataSets.open(data, name, Split.TRAIN, EnergyPage.CALIBRATION);
    CalibrationImages calibration =
        CalibrationImages.ofPixels(
            IntStream.range(0, training.count()).mapToObj(training::image).toList());
    WidthPolicies policies = new WidthPolicies(weights, calibration);
    List<EnergyPage.Width> widths = new ArrayList<>();
    for (int bits : WidthPolicies.widths()) {
      widths.add(width(bits, String.valueOf(bits), policies.uniform(bits), device, found, shown));
    }
    for (List<Integer> mix : WidthPolicies.MIXES) {
      String text = "[%d..%d]".formatted(mix.get(0), mix.get(1));
      Quantization mixed = policies.mixed(mix.get(0), mix.get(1));
      widths.add(width(0, text, mixed, device, found, shown));
    }
    return widths;
  }

  private EnergyPage.Width width(
      int bits,
      String name,
      Quantization quantized,
      Device device,
      Found found,
      LabelledImages shown) {
    Network network = quantized.network();
    Program program = Program.of(network, quantized.policies().get(0));
    Found same =
        new FoldingSearch(network.name(), program, device)
            .reach(found.interval())
            .orElseThrow(() -> new VerbException(name + " bits: no hardware of the same pace"));
    EnergyEstimate energy =
        new EnergyModel(program, same, device, inputs(network, shown))
            .at(design.hertz(), found.interval());
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%-8s bits: %8.3f uJ, estimated (%.3f to %.3f)%n",
        name,
        energy.total(),
        energy.low(),
        energy.high());
    out.flush();
    return new EnergyPage.Width(bits, name, energy, same.interval(), device.fits(same.resources()));
  }

  private void print(EnergyModel model, EnergyEstimate energy, Found found, Device device) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%s under %s on %s at %.0f MHz, estimated, per inference: %.3f uJ (bounds %.3f to %.3f)%n",
        design.network().name(),
        design.policy().name(),
        device.name(),
        design.hertz() / 1e6,
        energy.total(),
        energy.low(),
        energy.high());
    out.printf(
        Locale.ROOT,
        "  static %.3f uJ, dynamic %.3f uJ, clock %.3f uJ; %d clocks a frame, %.1f mW while busy (estimated)%n",
        energy.idle(),
        energy.dynamic(),
        energy.clock(),
        found.interval(),
        1e-3 * energy.total() * design.hertz() / found.interval());
    out.println("  method: " + EnergyPage.METHOD);
    StaticPower power = StaticPower.of(device);
    out.printf(
        Locale.ROOT,
        "  static power assumed: %.2f W (%.2f to %.2f)%n",
        power.assumed(),
        power.low(),
        power.high());
    for (Map.Entry<String, OperandToggles> layer : new TreeMap<>(model.toggles()).entrySet()) {
      out.printf(
          Locale.ROOT,
          "  %s: %.1f %% of activation bits and %.1f %% of weight bits change a clock (random: 50 %%)%n",
          layer.getKey(),
          100 * layer.getValue().activation(),
          100 * layer.getValue().weight());
    }
    out.flush();
  }

  private void write(
      EnergyModel model, EnergyEstimate energy, Found found, List<EnergyPage.Width> widths)
      throws IOException {
    Map<String, Object> keys =
        ReportHeader.of("fpga energy", spec.commandLine().getParseResult().originalArgs(), 0);
    keys.put("model", design.network().name());
    keys.put("policy", design.policy().name());
    keys.put("device", design.device().id());
    keys.put("clockMHz", design.hertz() / 1e6);
    keys.put("cyclesPerImage", found.interval());
    keys.put("energyMicrojoules", energy.keys());
    keys.put("method", EnergyPage.METHOD);
    keys.put("staticWatts", StaticPower.of(design.device()));
    keys.put("sampledImages", images);
    keys.put("toggles", model.toggles());
    keys.put("figure21", widths.stream().map(EnergyPage.Width::keys).toList());
    EnergyPage page = new EnergyPage(design.network().name(), design.policy().name(), rate);
    keys.put("overClock", page.overClock(model, found));
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(keys);
    AtomicFile.write(report, out -> out.write(json));
    String name = report.getFileName().toString().replaceFirst("\\.json$", "") + ".html";
    byte[] html = page.html(model, energy, found, widths, keys).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(report.resolveSibling(name), out -> out.write(html));
  }
}
