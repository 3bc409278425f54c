package io.requant.pipeline.internal.frame;

import io.requant.api.pipeline.InferenceResult;

/** Takes results on the frame path; does not block and does not throw. */
public interface ResultSink {

  /** Takes one result. */
  void completed(InferenceResult result);
}
