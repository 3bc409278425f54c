package io.requant.backend.pi.internal;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.Support;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.backend.pi.internal.planar.TooLargeException;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import java.util.List;

/**
 * Runs every network under every policy that fits it, on one path. Holds nothing but its path, so
 * engines outlive it.
 */
public final class CpuBackend implements Backend {

  private final String id;
  private final EnginePath path;

  /**
   * Makes a backend.
   *
   * @param id its id, as engines report it
   * @param path an available path
   */
  public CpuBackend(String id, EnginePath path) {
    this.id = id;
    this.path = path;
  }

  @Override
  public Support supports(Network network, Policy policy) {
    try {
      path.check(Program.of(network, policy));
      return Support.FULL;
    } catch (PolicyMismatchException | TooLargeException e) {
      return new Support(List.of(e.getMessage()));
    }
  }

  @Override
  public Engine prepare(Network network, Policy policy) throws UnsupportedPolicyException {
    Program program = Program.of(network, policy);
    try {
      return path.prepare(id, network, policy, program);
    } catch (TooLargeException e) {
      throw new UnsupportedPolicyException(id, new Support(List.of(e.getMessage())));
    }
  }
}
