package io.requant.lab.internal;

import io.requant.api.command.Verb;
import io.requant.api.command.VerbException;
import io.requant.model.cost.CostModel;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Normalisation;
import io.requant.model.onnx.ImportOptions;
import io.requant.model.onnx.ImportedNetwork;
import io.requant.model.onnx.OnnxImporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code import}: a float CNN from an ONNX file. */
@Component(service = Verb.class, scope = ServiceScope.PROTOTYPE, property = "verb=import")
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Reads an fp32 CNN from an ONNX file, folding batch norm.",
    footer = {
      "",
      "Example:",
      "  ./requant import net.onnx --mean 0.4914,0.4822,0.4465 --std 0.247,0.2435,0.2616"
          + " --dataset cifar10 --out net-float.rqm"
    })
public final class ImportVerb implements Verb {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.onnx", description = "the ONNX model")
  private Path file;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "the .rqm to write")
  private Path out;

  @Option(names = "--name", paramLabel = "NAME", description = "name of the network")
  private String name;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M",
      description = "mean of each channel, 0..1 (default: what the model's metadata says)")
  private List<Double> mean;

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "S",
      description = "standard deviation of each channel, 0..1")
  private List<Double> deviation;

  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = "names of the classes, one a line")
  private Path classes;

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "data set that it was trained on, for later verbs: cifar10, cifar100, mnist")
  private String dataset;

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new VerbException("'" + file + "' does not exist: give the path of an ONNX file");
    }
    if ((mean == null) != (deviation == null)) {
      throw new VerbException("--mean and --std belong together: give both or none");
    }
    ImportOptions options = ImportOptions.defaults();
    if (name != null) {
      options = options.withName(name);
    }
    if (mean != null) {
      options = options.withNormalisation(new Normalisation(mean, deviation));
    }
    if (classes != null) {
      options =
          options.withClasses(
              Files.readAllLines(classes).stream().filter(line -> !line.isBlank()).toList());
    }
    ImportedNetwork imported = OnnxImporter.read(file, options);
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("imported", file.getFileName().toString());
    if (dataset != null) {
      provenance.put("dataset", dataset);
    }
    ModelFile.write(
        new Model(Optional.of(imported.network()), Optional.empty(), List.of(), provenance), out);
    PrintWriter printer = spec.commandLine().getOut();
    printer.println(imported.network().graph());
    imported.notes().forEach(note -> printer.println("  note: " + note));
    printer.printf(
        "  %.2f MMAC%nwritten: %s%nNext: ./requant quantize --model %s --data DIR --out FILE%n",
        CostModel.uniform(imported.network().graph(), 8, 8).macs() / 1e6, out, out);
    return 0;
  }
}
