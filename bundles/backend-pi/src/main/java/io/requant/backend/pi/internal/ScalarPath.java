package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.kernel.ScalarKernels;
import io.requant.backend.pi.internal.planar.PlanarEngine;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;

/** Plain Java: always there. */
public final class ScalarPath implements EnginePath {

  /** Name of the path. */
  public static final String NAME = "scalar";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public void check(Program program) {
    PlanarEngine.check(program);
  }

  @Override
  public Engine prepare(String backend, Network network, Policy policy, Program program) {
    return new PlanarEngine(backend, network, policy, program, new ScalarKernels());
  }
}
