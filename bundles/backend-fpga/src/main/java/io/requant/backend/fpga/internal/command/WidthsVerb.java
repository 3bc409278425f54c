package io.requant.backend.fpga.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.report.LineChart;
import io.requant.api.report.ReportPage;
import io.requant.backend.fpga.internal.LazySimulators;
import io.requant.backend.fpga.internal.energy.WidthPolicies;
import io.requant.backend.fpga.internal.engine.FpgaEngine;
import io.requant.backend.fpga.internal.engine.FpgaOptions;
import io.requant.backend.fpga.internal.engine.RtlBackend;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.quantize.CalibrationImages;
import io.requant.model.quantize.Quantization;
import io.requant.model.reference.ReferenceExecutor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga widths}: Fig. 20 of paper 1 for hardware. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga widths")
@Command(
    name = "fpga widths",
    mixinStandardHelpOptions = true,
    description =
        "Accuracy of a network at 2..16 bits and under paper 1's mixes, quantized without training, by the reference; at each the RTL must give the reference's logits.",
    footer = {
      "",
      "Example (builds a simulation for every width, minutes):",
      "  ./requant fpga widths --model models/mnist-cnn-float.rqm --data DIR --rtl-images 20 --report widths.json"
    })
public final class WidthsVerb implements Verb {

  private static final int CACHED = 50;
  private static final int CALIBRATION = 256;
  private static final double HERTZ = 54e6;

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "a .rqm file with float weights")
  private Path file;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "folder of the data set in its official binary form")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @Option(names = "--limit", paramLabel = "N", description = "only the first N test images")
  private int limit = DataSets.ALL;

  @Option(
      names = "--rtl-images",
      defaultValue = "20",
      paramLabel = "N",
      description = "images that the RTL computes too, 0 for none (default: ${DEFAULT-VALUE})")
  private int rtlImages;

  @Option(
      names = "--device",
      defaultValue = "gw2a-18c",
      paramLabel = "ID",
      description = "gw2a-18c, artix7-200t or zynq-7020 (default: ${DEFAULT-VALUE})")
  private String deviceId;

  @Option(
      names = "--fps",
      defaultValue = "500",
      paramLabel = "N",
      description =
          "frames a second at 54 MHz that the hardware is folded for (default: ${DEFAULT-VALUE})")
  private double fps;

  @Option(
      names = "--bits",
      split = ",",
      paramLabel = "B",
      description = "only these widths, and 5..9 for a mix (default: 2 to 16 and paper 1's mixes)")
  private List<String> chosen;

  @Option(
      names = "--cache",
      defaultValue = "",
      paramLabel = "DIR",
      description = "folder of compiled simulations (default: the user's cache)")
  private String cache;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON, and HTML beside it")
  private Path report;

  /**
   * A width.
   *
   * @param name as the user gives it: {@code 8} or {@code 7..10}
   * @param top1 share of the images that the reference classifies rightly
   * @param identical images with the reference's logits in the RTL
   */
  private record Point(String name, double top1, int identical, String simulator, long clocks) {}

  @Override
  public Integer call() throws Exception {
    Model model = ModelArguments.model(file);
    FloatNetwork weights =
        model
            .floats()
            .orElseThrow(() -> new VerbException(file + " has no float weights: give -float.rqm"));
    String name = ModelArguments.dataset(file, model, dataset);
    LabelledImages test = DataSets.open(data, name, Split.TEST, limit);
    LabelledImages training = DataSets.open(data, name, Split.TRAIN, CALIBRATION);
    WidthPolicies policies =
        new WidthPolicies(
            weights,
            CalibrationImages.ofPixels(
                IntStream.range(0, training.count()).mapToObj(training::image).toList()));
    List<Point> points = new ArrayList<>();
    for (String width : chosen == null ? all() : chosen) {
      Point point = point(width, quantize(policies, width), test);
      points.add(point);
      PrintWriter out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "%-6s bits: top-1 %.2f %% of %d test images (reference); %d of %d images with the same logits in the RTL (%s, %d clocks a frame)%n",
          point.name(),
          100 * point.top1(),
          test.count(),
          point.identical(),
          Math.min(rtlImages, test.count()),
          point.simulator(),
          point.clocks());
      out.flush();
    }
    if (report != null) {
      write(points, test.count());
    }
    boolean equal =
        points.stream().allMatch(p -> p.identical() == Math.min(rtlImages, test.count()));
    return equal ? 0 : 1;
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    WidthPolicies.widths().forEach(bits -> all.add(String.valueOf(bits)));
    WidthPolicies.MIXES.forEach(mix -> all.add(mix.get(0) + ".." + mix.get(1)));
    return all;
  }

  private static Quantization quantize(WidthPolicies policies, String width) {
    try {
      int dots = width.indexOf("..");
      return dots < 0
          ? policies.uniform(Integer.parseInt(width))
          : policies.mixed(
              Integer.parseInt(width.substring(0, dots)),
              Integer.parseInt(width.substring(dots + 2)));
    } catch (IllegalArgumentException e) {
      throw new VerbException(
          "--bits '" + width + "' is neither like 8 nor like 7..10, each 2 to 16", e);
    }
  }

  private Point point(String width, Quantization quantized, LabelledImages test) throws Exception {
    Network network = quantized.network();
    Policy policy = quantized.policies().get(0);
    Program program = Program.of(network, policy);
    InputEncoder encoder = new InputEncoder(network.graph().normalisation(), network.inputScale());
    ReferenceExecutor reference = new ReferenceExecutor(program);
    List<byte[]> sample = new ArrayList<>();
    List<int[]> expected = new ArrayList<>();
    int correct = 0;
    for (int i = 0; i < test.count(); i++) {
      byte[] input = new byte[program.inputSize()];
      encoder.encode(test.image(i), ByteBuffer.wrap(input));
      int[] logits = new int[program.outputSize()];
      reference.infer(ByteBuffer.wrap(input), IntBuffer.wrap(logits));
      correct += SimulateVerb.largest(logits) == test.label(i) ? 1 : 0;
      if (i < rtlImages) {
        sample.add(input);
        expected.add(logits);
      }
    }
    double top1 = (double) correct / test.count();
    return sample.isEmpty()
        ? new Point(width, top1, 0, "RTL not executed", 0)
        : simulated(width, top1, network, policy, program, sample, expected);
  }

  private Point simulated(
      String width,
      double top1,
      Network network,
      Policy policy,
      Program program,
      List<byte[]> sample,
      List<int[]> expected) {
    Device device = device();
    Found found =
        new FoldingSearch(network.name(), program, device)
            .reach((long) (HERTZ / fps))
            .orElseThrow(() -> new VerbException("--fps " + fps + " cannot be reached"));
    FpgaOptions options = new FpgaOptions("fpga", "auto", device, Duration.ofMinutes(5));
    RtlBackend backend = new RtlBackend(options, LazySimulators.of(cache, CACHED));
    try (FpgaEngine engine = backend.engine(network, policy, program, found)) {
      List<Frame> frames = engine.run(sample);
      int identical = 0;
      for (int i = 0; i < frames.size(); i++) {
        identical += Arrays.equals(frames.get(i).logits(), expected.get(i)) ? 1 : 0;
      }
      return new Point(width, top1, identical, engine.info().path(), found.interval());
    }
  }

  private Device device() {
    try {
      return Device.named(deviceId);
    } catch (IllegalArgumentException e) {
      throw new VerbException("--device: " + e.getMessage(), e);
    }
  }

  private void write(List<Point> points, int images) throws IOException {
    Map<String, Object> keys =
        ReportHeader.of("fpga widths", spec.commandLine().getParseResult().originalArgs(), 0);
    keys.put("testImages", images);
    keys.put("rtlImages", Math.min(rtlImages, images));
    keys.put("calibrationImages", CALIBRATION);
    List<Map<String, Object>> list = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Point point : points) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("bits", point.name());
      entry.put("top1", point.top1());
      entry.put("rtlIdentical", point.identical());
      entry.put("simulator", point.simulator());
      entry.put("cyclesPerImage", point.clocks());
      list.add(entry);
      rows.add(
          List.of(
              point.name(),
              String.format(Locale.ROOT, "%.2f %%", 100 * point.top1()),
              String.valueOf(point.identical()),
              point.simulator()));
    }
    keys.put("figure20", list);
    byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(keys);
    AtomicFile.write(report, out -> out.write(json));
    List<Point> uniform = points.stream().filter(p -> !p.name().contains("..")).toList();
    ReportPage page = new ReportPage("Fig. 20 for hardware");
    if (uniform.size() > 1) {
      page.chart(
          new LineChart(
                  "Accuracy, %",
                  "bits of all layers",
                  uniform.stream().mapToDouble(p -> Integer.parseInt(p.name())).toArray())
              .withPoints()
              .curve("reference", uniform.stream().mapToDouble(p -> 100 * p.top1()).toArray()),
          images + " test images; quantized without training; sums are exact, results saturate.");
    }
    byte[] html =
        page.table(List.of("bits", "top-1", "images identical in the RTL", "simulator"), rows)
            .entries(keys)
            .html()
            .getBytes(StandardCharsets.UTF_8);
    String name = report.getFileName().toString().replaceFirst("\\.json$", "") + ".html";
    AtomicFile.write(report.resolveSibling(name), out -> out.write(html));
  }
}
