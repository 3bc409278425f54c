package io.requant.dscprune.internal.compress;

import io.requant.dscprune.internal.run.Stage;
import io.requant.dscprune.internal.search.Size;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.quantize.Quantization;
import io.requant.training.EpochRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A file for every stage, with real weights and integers, so that anyone can evaluate it again. */
final class StageFiles {

  private final Path folder;
  private final Map<String, String> provenance;
  private int written;

  /** Writes into a folder, which is made if it does not exist. */
  StageFiles(Path folder, Map<String, String> provenance) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.provenance = new TreeMap<>(provenance);
  }

  /**
   * Writes the next stage.
   *
   * @param quantized the network in integers, quantized without training, with measured policies,
   *     the first of them at 8 bits
   * @param top1 of the real numbers on the test images
   */
  Stage write(
      String name,
      FloatNetwork network,
      Quantization quantized,
      double top1,
      List<EpochRecord> history)
      throws IOException {
    written++;
    Path file =
        folder.resolve(written + "-" + name.replaceAll("[^a-z]+", "-") + ModelFile.EXTENSION);
    Map<String, String> own = new TreeMap<>(provenance);
    own.put("stage", name);
    own.put("top1", Double.toString(top1));
    ModelFile.write(
        new Model(
            Optional.of(new FloatNetwork(quantized.network().graph(), network.parameters())),
            Optional.of(quantized.network()),
            quantized.policies(),
            own),
        file);
    double integers = quantized.policies().get(0).accuracy().map(a -> a.top1()).orElse(Double.NaN);
    return new Stage(name, network, Size.of(network.graph()), top1, integers, history, file);
  }
}
