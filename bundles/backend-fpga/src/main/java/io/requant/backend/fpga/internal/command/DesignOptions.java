package io.requant.backend.fpga.internal.command;

import io.requant.api.command.ModelArguments;
import io.requant.api.command.VerbException;
import io.requant.backend.fpga.internal.estimate.Device;
import io.requant.backend.fpga.internal.estimate.FoldingSearch;
import io.requant.backend.fpga.internal.estimate.FoldingSearch.Found;
import io.requant.model.file.Model;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What every verb about hardware is told: which network, policy, device and pace. */
final class DesignOptions {

  private static final double MEGA = 1e6;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "a .rqm file")
  private Path file;

  @Option(
      names = "--policy",
      required = true,
      paramLabel = "POLICY",
      description = "name of a policy in the model, or a .rqp file")
  private String policyName;

  @Option(
      names = "--device",
      defaultValue = "gw2a-18c",
      paramLabel = "ID",
      description = "gw2a-18c, artix7-200t or zynq-7020 (default: ${DEFAULT-VALUE})")
  private String deviceId;

  @Option(
      names = "--clock",
      defaultValue = "54",
      paramLabel = "MHZ",
      description = "clock in MHz (default: ${DEFAULT-VALUE})")
  private double clock;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "least hardware for so many frames a second (default: fill the device)")
  private double fps;

  private Model model;

  /** The clock in Hz. */
  double hertz() {
    if (!(clock > 0) || clock > 2000) {
      throw new VerbException("--clock " + clock + " is not within 0..2000 MHz");
    }
    return clock * MEGA;
  }

  Path file() {
    return file;
  }

  Model model() {
    if (model == null) {
      model = ModelArguments.model(file);
    }
    return model;
  }

  Network network() {
    return ModelArguments.network(file, model());
  }

  Policy policy() {
    return ModelArguments.policy(model(), policyName);
  }

  Device device() {
    try {
      return Device.named(deviceId);
    } catch (IllegalArgumentException e) {
      throw new VerbException("--device: " + e.getMessage());
    }
  }

  Program program() {
    return Program.of(network(), policy());
  }

  /** The hardware that was asked for, timed by the cycle model. */
  Found find() {
    Device device = device();
    FoldingSearch search = new FoldingSearch(network().name(), program(), device);
    if (fps <= 0) {
      return search
          .fill()
          .orElseThrow(
              () ->
                  new VerbException(
                      "'%s' under '%s' does not fit %s however it is folded; give --fps to see what it needs, or take a larger device"
                          .formatted(network().name(), policyName, device.name())));
    }
    long clocks = (long) (hertz() / fps);
    return search
        .reach(clocks)
        .orElseThrow(
            () ->
                new VerbException(
                    "'%s' cannot be folded to %d clocks per frame: a layer reads one position a clock"
                        .formatted(network().name(), clocks)));
  }
}
