package io.requant.backend.fpga.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.requant.api.command.ModelArguments;
import io.requant.api.command.ReportHeader;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.api.frame.Frame;
import io.requant.api.frame.PixelFormat;
import io.requant.api.preprocess.Preprocessor;
import io.requant.backend.fpga.internal.LazySimulators;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.backend.fpga.internal.sim.ToolException;
import io.requant.backend.fpga.internal.video.CameraPictures;
import io.requant.backend.fpga.internal.video.CameraTiming;
import io.requant.backend.fpga.internal.video.DvpWave;
import io.requant.backend.fpga.internal.video.FrameLatency;
import io.requant.backend.fpga.internal.video.PanelSignal;
import io.requant.backend.fpga.internal.video.PanelTiming;
import io.requant.backend.fpga.internal.video.TmdsDecoder;
import io.requant.backend.fpga.internal.video.VideoDesign;
import io.requant.backend.fpga.internal.video.VideoRun;
import io.requant.backend.fpga.internal.video.VideoSimulator;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.AtomicFile;
import io.requant.model.reference.ReferenceExecutor;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fpga video}: a camera's bus through the RTL to a panel's frame. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=fpga video")
@Command(
    name = "fpga video",
    mixinStandardHelpOptions = true,
    description = {
      "Plays a picture as the signals of an OV5640 into the RTL of capture, resize, network, overlay",
      "and panel timing, and writes the frame that the panel gets. All of it is simulated."
    },
    footer = {
      "",
      "Example (the first time builds the simulation, some seconds to minutes):",
      "  ./requant fpga video --model models/mnist-cnn.rqm --policy w8a8 --data DIR --index 3 --display an430 --out frame.png"
    })
public final class VideoVerb implements Verb {

  private static final int CACHED = 50;
  private static final int WAVE_FRAMES = 4;

  @Spec private CommandSpec spec;
  @Mixin private DesignOptions design;

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** What the camera sees. */
  static final class Source {
    @Option(
        names = "--image",
        required = true,
        paramLabel = "FILE",
        description = "a PNG, a JPEG, or a recording (.rgb565, .raw: its first frame)")
    private Path image;

    @Option(
        names = "--index",
        required = true,
        paramLabel = "N",
        description = "the N-th test image of the data set in --data, from 0")
    private Integer index;
  }

  @Option(names = "--data", paramLabel = "DIR", description = "folder of the data set")
  private Path data;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "cifar10, cifar100 or mnist (default: what the model was trained on)")
  private String dataset;

  @Option(
      names = "--display",
      defaultValue = "an430",
      paramLabel = "PANEL",
      description = "an430, atk7016 or hdmi (default: ${DEFAULT-VALUE})")
  private String display;

  @Option(
      names = "--camera",
      defaultValue = "320x240",
      paramLabel = "WxH",
      description = "size of the camera's frames (default: ${DEFAULT-VALUE})")
  private String size;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "the panel's frame as PNG")
  private Path out;

  @Option(
      names = "--wave",
      paramLabel = "FILE",
      description = "keeps the bus: two bytes per PCLK, bit 0 VSYNC and bit 1 HREF, then data")
  private Path waveFile;

  @Option(
      names = "--path",
      defaultValue = "auto",
      paramLabel = "PATH",
      description = "auto, verilator or icarus (slow) (default: ${DEFAULT-VALUE})")
  private String path;

  @Option(
      names = "--cache",
      defaultValue = "",
      paramLabel = "DIR",
      description = "folder of compiled simulations (default: the user's cache)")
  private String cache;

  @Option(names = "--report", paramLabel = "FILE", description = "write JSON")
  private Path report;

  @Override
  public Integer call() throws Exception {
    CameraTiming camera = camera();
    byte[] picture = picture(camera);
    VideoDesign video = video(camera);
    DvpWave wave =
        new DvpWave(camera)
            .lines(picture, camera.height() * 3 / 4, camera.height())
            .end()
            .frame(picture)
            .frame(picture)
            .pulse();
    if (waveFile != null) {
      byte[] bytes = wave.toBytes();
      AtomicFile.write(waveFile, to -> to.write(bytes));
    }
    VideoRun run = simulator().run(video, wave, 1);
    int[] signals = run.signals();
    if (video.panel().tmds()) {
      signals = new TmdsDecoder().decode(signals);
    }
    PanelSignal signal = PanelSignal.of(signals);
    byte[] png = CameraPictures.png(signal);
    AtomicFile.write(out, to -> to.write(png));
    int expected = reference(camera, picture);
    report(video, run, signal, expected);
    return run.classes().get(0) == expected ? 0 : 1;
  }

  private CameraTiming camera() {
    String[] parts = size.split("x", -1);
    try {
      if (parts.length == 2) {
        return CameraTiming.ov5640(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new VerbException("--camera '" + size + "' is not like 320x240", e);
    } catch (IllegalArgumentException e) {
      throw new VerbException("--camera: " + e.getMessage(), e);
    }
    throw new VerbException("--camera '" + size + "' is not like 320x240");
  }

  private byte[] picture(CameraTiming camera) throws IOException {
    if (source.image != null) {
      try {
        return CameraPictures.read(source.image, camera);
      } catch (IOException e) {
        throw new VerbException("--image: " + e.getMessage(), e);
      }
    }
    if (data == null || source.index < 0) {
      throw new VerbException("--index takes a number from 0 on, and --data the data set's folder");
    }
    String name = ModelArguments.dataset(design.file(), design.model(), dataset);
    LabelledImages images = DataSets.open(data, name, Split.TEST, source.index + 1);
    if (images.count() <= source.index) {
      throw new VerbException(
          "--index %d: '%s' has %d test images".formatted(source.index, name, images.count()));
    }
    return CameraPictures.enlarged(images.image(source.index), images.shape(), camera);
  }

  private VideoDesign video(CameraTiming camera) {
    try {
      return VideoDesign.of(
          design.network(),
          design.find().hardware(),
          camera,
          PanelTiming.named(display),
          Math.round(design.hertz()),
          WAVE_FRAMES);
    } catch (IllegalArgumentException e) {
      throw new VerbException(e.getMessage(), e);
    }
  }

  private VideoSimulator simulator() {
    Simulators simulators = LazySimulators.of(cache, CACHED).get();
    boolean compiled = !path.equals("icarus") && simulators.tools().hasVerilator();
    if (!path.equals("auto") && !path.equals("verilator") && !path.equals("icarus")) {
      throw new VerbException("--path '" + path + "'; there are auto, verilator and icarus");
    }
    if (!compiled && !simulators.tools().hasIcarus()) {
      throw new ToolException(
          "there is no simulator: install Debian's verilator and g++, or iverilog");
    }
    return new VideoSimulator(simulators, compiled);
  }

  /** The class that pipeline and reference give the same picture. */
  private int reference(CameraTiming camera, byte[] picture) {
    Frame frame =
        new Frame(
            0,
            0,
            camera.width(),
            camera.height(),
            PixelFormat.RGB565,
            ByteBuffer.wrap(picture),
            OptionalInt.empty());
    int[] logits = new int[design.network().graph().outputShape().size()];
    new ReferenceExecutor(design.program())
        .infer(new Preprocessor(design.network()).prepare(frame), IntBuffer.wrap(logits));
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }

  private void report(VideoDesign video, VideoRun run, PanelSignal signal, int expected)
      throws IOException {
    FrameLatency latency = FrameLatency.of(run, video.panel(), 0);
    PanelTiming panel = video.panel();
    int shown = run.classes().get(0);
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        Locale.ROOT,
        "%s shows '%s' (pipeline and reference: '%s'); simulated by %s%n",
        panel.name(),
        video.names().get(shown),
        video.names().get(expected),
        run.simulator());
    text.printf(
        Locale.ROOT,
        "panel measured: %dx%d of %dx%d clocks, %.2f frames/s at %.3f MHz%n",
        signal.across().active(),
        signal.down().active(),
        signal.across().total(),
        signal.down().total(),
        (double) panel.hertz() / signal.across().total() / signal.down().total(),
        panel.hertz() / 1e6);
    text.printf(
        Locale.ROOT,
        "latency of the frame: %d clocks of the camera to its last pixel, %d of the core to its class, %d of the panel until taken, %d until the last pixel is shown: %.2f ms%n",
        latency.cameraClocks(),
        latency.coreClocks(),
        latency.waitClocks(),
        latency.panelClocks(),
        1e3 * latency.seconds(video));
    text.println(out);
    if (report != null) {
      Map<String, Object> keys =
          ReportHeader.of("fpga video", spec.commandLine().getParseResult().originalArgs(), 0);
      keys.put("model", design.network().name());
      keys.put("policy", design.policy().name());
      keys.put("simulator", run.simulator());
      keys.put("panel", panel);
      keys.put("measured", Map.of("across", signal.across(), "down", signal.down()));
      keys.put("camera", video.camera());
      keys.put("shownClass", video.names().get(shown));
      keys.put("referenceClass", video.names().get(expected));
      keys.put("latency", latency);
      keys.put("latencyMillis", 1e3 * latency.seconds(video));
      keys.put("counts", run.counts());
      byte[] json = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(keys);
      AtomicFile.write(report, to -> to.write(json));
    }
  }
}
