package io.requant.backend.fpga.internal.estimate;

import io.requant.api.hardware.HardwareCells;
import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.hardware.HardwareRequest;
import io.requant.api.hardware.HardwareResource;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.plan.NoHardwareException;
import io.requant.model.cost.CostModel;
import io.requant.model.program.Program;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Estimates by the folding search. Keeps nothing, so any number of threads may ask. */
public final class SearchEstimator implements HardwareEstimator {

  /** Beyond what any network takes serially, and far from overflow. */
  private static final double SLOWEST = 1L << 50;

  @Override
  public List<String> devices() {
    return Device.ids();
  }

  @Override
  public HardwareEstimate estimate(HardwareRequest request) {
    Device device = Device.named(request.device());
    Found found = find(request, device);
    double macs = CostModel.of(request.network(), request.policy()).macs();
    HardwareCells used = cells(found.resources());
    HardwareCells available =
        new HardwareCells(device.lut(), device.ff(), device.bram(), device.dsp());
    HardwareResource binding =
        Stream.of(HardwareResource.values())
            .max(Comparator.comparingDouble(kind -> used.of(kind) / available.of(kind)))
            .orElseThrow();
    return new HardwareEstimate(
        device.id(),
        request.clockHertz(),
        found.interval(),
        found.latency(),
        request.clockHertz() / found.interval(),
        used,
        available,
        device.fits(found.resources()),
        binding,
        macs / found.interval() / found.hardware().multipliers());
  }

  private static Found find(HardwareRequest request, Device device) {
    String name = request.network().name();
    Program program = Program.of(request.network(), request.policy());
    FoldingSearch search = new FoldingSearch(name, program, device);
    if (request.framesPerSecond() == 0) {
      return search
          .fill()
          .or(search::closest)
          .orElseThrow(() -> new NoHardwareException("'%s' cannot be laid out".formatted(name)));
    }
    long clocks = (long) Math.min(SLOWEST, request.clockHertz() / request.framesPerSecond());
    return search
        .reach(clocks)
        .or(search::fastest)
        .orElseThrow(() -> new NoHardwareException("'%s' cannot be laid out".formatted(name)));
  }

  private static HardwareCells cells(Resources r) {
    return new HardwareCells(r.lut(), r.ff(), r.bram(), r.dsp());
  }
}
