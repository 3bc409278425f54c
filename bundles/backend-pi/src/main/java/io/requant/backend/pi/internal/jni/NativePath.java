package io.requant.backend.pi.internal.jni;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.backend.pi.internal.EnginePath;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** C kernels through JNI: the fastest instruction set that this processor has, or a given one. */
public final class NativePath implements EnginePath {

  /** Name of the path that takes the fastest instruction set; prefix of the others. */
  public static final String NAME = "native";

  /** Every instruction set that some library of ours may have, fastest first in its family. */
  private static final List<String> KNOWN =
      List.of(
          "avx512vnni", "avx512vnni256", "avxvnni", "avx2", "baseline", "i8mm", "dotprod", "neon");

  private final String name;
  private final Optional<NativeUnit> unit;
  private final PlanOptions options;
  private final ForgottenPlans forgotten = new ForgottenPlans();

  private NativePath(String name, Optional<NativeUnit> unit, PlanOptions options) {
    this.name = name;
    this.unit = unit;
    this.options = options;
  }

  /** The path of the fastest instruction set, then one of each, available or not. */
  public static List<EnginePath> all() {
    return all(PlanOptions.of(1));
  }

  /** The same paths held to some kernels: for tests and comparisons. */
  public static List<EnginePath> all(Set<NativeKernel> kernels) {
    return all(PlanOptions.of(kernels));
  }

  /** The same paths with other options. */
  public static List<EnginePath> all(PlanOptions options) {
    List<NativeUnit> units = NativeLibrary.units();
    List<EnginePath> paths = new ArrayList<>();
    paths.add(new NativePath(NAME, units.stream().findFirst(), options));
    for (String known : KNOWN) {
      paths.add(
          new NativePath(
              NAME + "-" + known,
              units.stream().filter(u -> u.name().equals(known)).findFirst(),
              options));
    }
    return paths;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean available() {
    return unit.isPresent();
  }

  @Override
  public void check(Program program) {
    SerialPlan.check(program);
  }

  @Override
  public Engine prepare(String backend, Network network, Policy policy, Program program) {
    forgotten.free();
    NativePlan plan =
        new NativePlan(
            unit.orElseThrow(),
            SerialPlan.of(program, options),
            program.inputSize(),
            program.outputSize());
    EngineInfo info =
        new EngineInfo(
            backend,
            NAME + "-" + unit.orElseThrow().name() + workers(),
            network.name(),
            policy.name(),
            policy.digest(),
            plan.bytes(),
            plan.sparseLayers());
    NativeEngine engine = new NativeEngine(info, plan, program.inputSize(), program.outputSize());
    forgotten.watch(engine, plan);
    return engine;
  }

  private String workers() {
    return options.workers() == 1 ? "" : "-x" + options.workers();
  }
}
