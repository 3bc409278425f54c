package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.jni.NativePath;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import io.requant.model.testing.RandomNetworks;
import io.requant.model.testing.TestCase;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compares every native unit of a processor with the reference, without a test framework: for JVMs
 * under an emulator, in which one starts slowly. Arguments: number of random networks, first seed.
 */
final class AgreementRun {

  private static final int[][] WIDTHS = {{8, 8}, {4, 4}, {3, 11}};

  private AgreementRun() {}

  /** Prints the units, the fastest first, and the number of cases; throws where logits differ. */
  public static void main(String[] arguments) {
    List<EnginePath> paths =
        NativePath.all().stream().filter(EnginePath::available).skip(1).toList();
    int cases = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    for (int i = 0; i < cases; i++) {
      TestCase random = TestCase.of(seed + i);
      compare(paths, random.network(), random.policy(), random.input(0), random.toString());
    }
    Network network = Nets.plausible(Nets.mobileNetV2());
    byte[] input = RandomNetworks.input(new SplittableRandom(seed), network.graph());
    for (int[] width : WIDTHS) {
      Policy policy = PlausiblePolicies.uniform(network, width[0], width[1]);
      compare(paths, network, policy, input, network.name() + " " + policy.name());
    }
    Network largest = ExtremeNets.largest(seed);
    for (int[] width : WIDTHS) {
      Policy policy = ExtremeNets.saturating(largest, width[0], width[1]);
      compare(paths, largest, policy, ExtremeNets.squares(0, 0), "extreme " + policy.name());
    }
    System.out.println(
        "units "
            + String.join(" ", paths.stream().map(EnginePath::name).toList())
            + ", cases "
            + (cases + 2 * WIDTHS.length));
  }

  private static void compare(
      List<EnginePath> paths, Network network, Policy policy, byte[] input, String what) {
    int[] expected = Engines.reference(Program.of(network, policy), input);
    for (EnginePath path : paths) {
      try (Engine engine = Engines.engine(path, network, policy)) {
        // The second inference runs over what the first one left in every buffer.
        for (int i = 0; i < 2; i++) {
          int[] logits = Engines.logits(engine, network, input);
          if (!Arrays.equals(logits, expected)) {
            throw new AssertionError("inference %d on %s of %s".formatted(i, path.name(), what));
          }
        }
      }
    }
  }
}
