package io.requant.sqs.internal.run;

import java.util.List;

/** What of joint training is in effect: the rows of the ablation. */
public enum Variant {
  /** Sparsity and widths are trained together. */
  JOINT("joint"),
  /** Sparsity alone is trained; every weight that is kept has 8 bits. */
  PRUNED("pruning only"),
  /** Widths alone are trained; no weight is pruned. */
  QUANTIZED("quantization only");

  private static final List<Integer> WHOLE = List.of(8);

  private final String words;

  Variant(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** Candidate widths where others were asked for. */
  public List<Integer> widths(List<Integer> asked) {
    return this == PRUNED ? WHOLE : asked;
  }
}
