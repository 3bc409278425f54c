package io.requant.lab.internal;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.network.Network;
import io.requant.model.onnx.OnnxExporter;
import io.requant.model.onnx.QcdqExporter;
import io.requant.model.onnx.QonnxExporter;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code export}: a model under a policy, or its float network, as ONNX. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=export")
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a model as ONNX: quantized under a policy, or its float network.",
    footer = {
      "",
      "Examples:",
      "  ./requant export --model models/resnet20.rqm --policy w8a8 --format qcdq --out r20.onnx",
      "  ./requant export --model models/resnet20-float.rqm --format float --out r20-fp32.onnx"
    })
public final class ExportVerb implements Verb {

  /** Forms of ONNX. */
  enum Format {
    /** QuantizeLinear, Clip, DequantizeLinear around float operators; any runtime runs it. */
    QCDQ,
    /** Quant nodes of the qonnx.custom_op.general domain. */
    QONNX,
    /** The float network. */
    FLOAT
  }

  @Spec private CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a .rqm file")
  private Path file;

  @Option(names = "--policy", paramLabel = "POLICY", description = "name, or a .rqp file")
  private String policyName;

  @Option(
      names = "--format",
      defaultValue = "qcdq",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Format format;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the .onnx to write")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Model model = ModelArguments.model(file);
    byte[] onnx = format == Format.FLOAT ? floats(model) : quantized(model);
    AtomicFile.write(out, stream -> stream.write(onnx));
    spec.commandLine().getOut().printf("written: %s, %d bytes%n", out, onnx.length);
    return 0;
  }

  private byte[] floats(Model model) {
    return OnnxExporter.export(
        model
            .floats()
            .orElseThrow(() -> new VerbException("model '" + file + "' has no float weights")));
  }

  private byte[] quantized(Model model) {
    if (policyName == null) {
      throw new VerbException("--format " + format + " needs --policy; ./requant policies " + file);
    }
    Network network = ModelArguments.network(file, model);
    Policy policy = ModelArguments.policy(model, policyName);
    return format == Format.QCDQ
        ? QcdqExporter.export(network, policy)
        : QonnxExporter.export(network, policy);
  }
}
