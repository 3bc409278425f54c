package io.requant.sqs.internal.run;

import io.requant.model.file.PackedModel;
import io.requant.model.quantize.SparseNetwork;
import io.requant.training.EpochRecord;
import java.util.List;

/**
 * What one training came to.
 *
 * @param target bytes that it aimed at; of all weights alone for a nominal target
 * @param variant what was in effect
 * @param network as it was trained
 * @param packed as it is stored
 * @param fileBytes of its file
 * @param holdout accuracy of the integers on the images kept back, 0..1
 * @param history one record per epoch; those of the fine-tune are numbered from 1 again
 * @param searched epochs of joint training, before the fine-tune
 */
public record SparseRun(
    double target,
    Variant variant,
    SparseNetwork network,
    PackedModel packed,
    int fileBytes,
    double holdout,
    List<EpochRecord> history,
    int searched) {

  /** Copies the list. */
  public SparseRun {
    history = List.copyOf(history);
  }

  /** Bytes of 32-bit weights over the bytes of the file. */
  public double fileRatio() {
    return network.weightCount() * (double) Float.BYTES / fileBytes;
  }

  /** Part of the weights that are zero. */
  public double sparsity() {
    return 1 - kept() / (double) network.weightCount();
  }

  /** Mean width of the weights that are not zero. */
  public double bits() {
    double bits =
        network.layers().values().stream().mapToDouble(l -> (double) l.bits() * l.kept()).sum();
    return bits / Math.max(1, kept());
  }

  private long kept() {
    return network.layers().values().stream().mapToLong(l -> l.kept()).sum();
  }
}
