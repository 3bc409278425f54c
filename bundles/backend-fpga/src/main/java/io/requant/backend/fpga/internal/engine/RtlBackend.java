package io.requant.backend.fpga.internal.engine;

import io.requant.api.backend.Backend;
import io.requant.api.backend.EngineInfo;
import io.requant.api.backend.Support;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.NoHardwareException;
import io.requant.backend.fpga.internal.plan.Planner;
import io.requant.backend.fpga.internal.rtl.Design;
import io.requant.backend.fpga.internal.sim.Frame;
import io.requant.backend.fpga.internal.sim.RtlSimulation;
import io.requant.backend.fpga.internal.sim.Simulators;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Generates hardware for a network under a policy and runs it in a simulator.
 *
 * <p>Preparing folds the network for the device, writes Verilog, and takes the compiled simulation
 * from the cache or builds it. Policies of one shape share a build: weights and constants are read
 * when the process starts. Without a simulator the engine says so and computes by the reference.
 */
public final class RtlBackend implements Backend {

  private static final System.Logger LOG = System.getLogger(RtlBackend.class.getName());
  private static final int RESTARTS = 2;
  private static final int INTERPRETER = 100;
  private static final long SLACK = 16;

  private final FpgaOptions options;
  private final Supplier<Simulators> simulators;

  /**
   * Makes a backend.
   *
   * @param simulators asked when the first engine is prepared, not before
   */
  public RtlBackend(FpgaOptions options, Supplier<Simulators> simulators) {
    this.options = options;
    this.simulators = simulators;
  }

  @Override
  public Support supports(Network network, Policy policy) {
    try {
      Planner.plan(
          network.name(), Program.of(network, policy), new Folding(Map.of(), Folding.ROOMY));
      return Support.FULL;
    } catch (PolicyMismatchException | NoHardwareException e) {
      return new Support(List.of(e.getMessage()));
    }
  }

  @Override
  public FpgaEngine prepare(Network network, Policy policy) throws UnsupportedPolicyException {
    Program program = Program.of(network, policy);
    Found found;
    try {
      found = fold(network.name(), program);
    } catch (NoHardwareException e) {
      throw new UnsupportedPolicyException(options.id(), new Support(List.of(e.getMessage())));
    }
    return engine(network, policy, program, found);
  }

  /**
   * An engine of hardware that was found before.
   *
   * @param program network and policy as steps
   * @param found the hardware
   */
  public FpgaEngine engine(Network network, Policy policy, Program program, Found found) {
    FpgaPath path = FpgaPath.choose(options.path(), simulators.get().tools());
    FrameSource source = source(path, program, found);
    Design design = Design.of(List.of(found.hardware()));
    long bytes = design.memories().values().stream().mapToLong(String::length).sum() / 2;
    EngineInfo info =
        new EngineInfo(
            options.id(), path.shown(), network.name(), policy.name(), policy.digest(), bytes);
    return new FpgaEngine(info, found, program.inputSize(), program.outputSize(), source);
  }

  /**
   * What fills the device; where nothing fits, the least there is: a simulation has room for it.
   */
  private Found fold(String name, Program program) {
    FoldingSearch search = new FoldingSearch(name, program, options.device(), Folding.ROOMY);
    return search
        .fill()
        .or(
            () ->
                search.reach(
                    Planner.plan(name, program, new Folding(Map.of(), Folding.ROOMY)).bottleneck()
                        / 64))
        .orElseThrow(() -> new NoHardwareException("no folding of '" + name + "' can be built"));
  }

  private FrameSource source(FpgaPath path, Program program, Found found) {
    Hardware hardware = found.hardware();
    if (path == FpgaPath.MODEL) {
      LOG.log(
          System.Logger.Level.WARNING,
          "no simulator for ''{0}'': logits are the reference''s, the RTL is not executed",
          hardware.name());
      return new ModelSource(program, found.latency(), found.interval());
    }
    Design design = Design.of(List.of(hardware));
    Simulators built = simulators.get();
    Function<Path, List<String>> command;
    Duration patience = options.patience();
    if (path == FpgaPath.VERILATOR) {
      Path simulation = built.verilator(design);
      command = data -> built.runVerilator(simulation, 0, data);
    } else {
      Path simulation = built.icarus(design, 0);
      command = data -> built.runIcarus(simulation, data);
      patience = patience.multipliedBy(INTERPRETER);
    }
    RtlSimulation simulation =
        new RtlSimulation(
            new RtlSimulation.Setup(
                command,
                design.memories(),
                program.outputSize(),
                Math.min(Integer.MAX_VALUE / 64, SLACK * (found.latency() + 1000)),
                patience,
                RESTARTS));
    return new SimulationSource(simulation);
  }

  /** The simulation behind the engine's interface. */
  private record SimulationSource(RtlSimulation simulation) implements FrameSource {
    @Override
    public List<Frame> run(List<byte[]> frames) {
      return simulation.run(frames);
    }

    @Override
    public void close() {
      simulation.close();
    }
  }
}
