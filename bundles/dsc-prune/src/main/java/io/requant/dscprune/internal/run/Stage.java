package io.requant.dscprune.internal.run;

import io.requant.dscprune.internal.search.Size;
import io.requant.model.network.FloatNetwork;
import io.requant.training.EpochRecord;
import java.nio.file.Path;
import java.util.List;

/**
 * A row of the paper's table: the network after one step of compression, in real numbers.
 *
 * @param name a few words
 * @param network it
 * @param size what it costs
 * @param top1 on the test images, 0..1; NaN if nobody measured it
 * @param staticTop1 of its integers, quantized to 8 bits without training, on the test images, 0..1
 * @param history of the training that led to it; empty if there was none here
 * @param file model with its real weights and that policy
 */
public record Stage(
    String name,
    FloatNetwork network,
    Size size,
    double top1,
    double staticTop1,
    List<EpochRecord> history,
    Path file) {

  /** Copies the list. */
  public Stage {
    history = List.copyOf(history);
  }
}
