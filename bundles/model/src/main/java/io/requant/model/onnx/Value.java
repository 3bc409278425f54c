package io.requant.model.onnx;

import java.util.List;

/** What a name in an ONNX graph stands for while it is imported, at batch 1. */
sealed interface Value permits Constant, Feature {

  /** Extents as ONNX sees them, the batch (1) included. */
  List<Integer> dims();
}
