package io.requant.bench.internal.engine;

import io.requant.api.resource.PeakProbe;
import java.util.List;

/** Where our engines come from; closed when they are no longer needed. */
public interface EngineLookup extends AutoCloseable {

  /** Every engine of ours that can be had now. */
  List<Candidate> engines() throws InterruptedException;

  /** Probes of the ceilings of this core. */
  List<PeakProbe> probes();

  @Override
  void close();
}
