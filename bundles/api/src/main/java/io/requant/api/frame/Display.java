package io.requant.api.frame;

import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.PipelineStatus;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Shows what becomes of frames. A service; the pipeline calls every display on one thread that is
 * not the frame path, skipping results that come faster than they can be shown.
 */
@ConsumerType
public interface Display {

  /** Service property: identifies the display; a String. */
  String ID = "display.id";

  /**
   * Shows a result.
   *
   * @param result the newest result, with its frame
   * @param status the pipeline at that moment
   */
  void show(InferenceResult result, PipelineStatus status);
}
