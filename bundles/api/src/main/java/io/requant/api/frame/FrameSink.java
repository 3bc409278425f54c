package io.requant.api.frame;

import org.osgi.annotation.versioning.ProviderType;

/** Takes the frames of a camera. */
@ProviderType
public interface FrameSink {

  /** Takes a frame; returns at once. Whatever becomes of it is in the pipeline's ledger. */
  void accept(Frame frame);
}
