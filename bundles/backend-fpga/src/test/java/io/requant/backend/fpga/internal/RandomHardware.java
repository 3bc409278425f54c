package io.requant.backend.fpga.internal;

import io.requant.backend.fpga.internal.cycle.CycleModel;
import io.requant.backend.fpga.internal.cycle.FifoSizing;
import io.requant.backend.fpga.internal.plan.Folding;
import io.requant.backend.fpga.internal.plan.Folding.Fold;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Planner;
import io.requant.model.program.Program;
import io.requant.model.program.Step;
import io.requant.model.reference.ReferenceExecutor;
import io.requant.model.testing.TestCase;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Random networks and policies, randomly folded.
 *
 * @param test network, policy and images
 * @param program both as steps
 * @param hardware what was planned for them
 * @param run its frames by the cycle model
 */
public record RandomHardware(
    TestCase test, Program program, Hardware hardware, CycleModel.Run run) {

  /** Frames that every case runs, back to back. */
  public static final int FRAMES = 3;

  private static final long LIMIT = 20_000_000;

  /** The case of a seed. */
  public static RandomHardware of(long seed) {
    TestCase test = TestCase.of(seed);
    Program program = Program.of(test.network(), test.policy());
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Fold> folds = new HashMap<>();
    for (Step step : program.steps()) {
      folds.put(
          step.name(),
          new Fold(
              1 + random.nextInt(6),
              1 + random.nextInt(6),
              random.nextBoolean(),
              Math.max(0, random.nextInt(12) - 2)));
    }
    Hardware hardware =
        FifoSizing.size(Planner.plan(test.network().name(), program, new Folding(folds)), LIMIT);
    return new RandomHardware(test, program, hardware, CycleModel.run(hardware, FRAMES, LIMIT));
  }

  /**
   * The first cases from a seed on whose frames take few clocks.
   *
   * @param clocks most clocks of all frames
   */
  public static List<RandomHardware> small(long seed, int count, long clocks) {
    List<RandomHardware> cases = new ArrayList<>();
    for (long s = seed; cases.size() < count; s++) {
      RandomHardware hardware = of(s);
      if (hardware.run().frames().get(FRAMES - 1) <= clocks) {
        cases.add(hardware);
      }
    }
    return cases;
  }

  /** The images of all frames. */
  public List<byte[]> images() {
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      images.add(test.input(i));
    }
    return images;
  }

  /** What the reference says. */
  public static int[] reference(Program program, byte[] image) {
    int[] logits = new int[program.outputSize()];
    new ReferenceExecutor(program).infer(ByteBuffer.wrap(image), IntBuffer.wrap(logits));
    return logits;
  }
}
