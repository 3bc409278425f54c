package io.requant.backend.pi.internal;

import io.requant.api.backend.Engine;
import io.requant.backend.pi.internal.SparseNets.Pattern;
import io.requant.backend.pi.internal.jni.NativeEngine;
import io.requant.backend.pi.internal.jni.NativeKernel;
import io.requant.backend.pi.internal.jni.NativePath;
import io.requant.model.graph.Conv;
import io.requant.model.graph.Graph;
import io.requant.model.graph.Layer;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Relu;
import io.requant.model.graph.Shape;
import io.requant.model.graph.Window;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.Nets;
import io.requant.model.testing.PlausiblePolicies;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Times the kernels for zeros against the dense ones and against what the cost model predicts, in
 * turns: medians and quartiles of rounds, and of ratios within a round. A program and not a test,
 * because times on a shared machine prove nothing; README.md says how to run it. Arguments: path
 * (e.g. {@code native-avx2}), rounds, bits, and a part of the names of those that are wanted.
 */
final class SparseTiming {

  private static final int LAYERS = 8;
  private static final int[] PERCENT = {0, 50, 80, 90, 95};
  private static final List<Set<NativeKernel>> KERNELS =
      List.of(
          EnumSet.noneOf(NativeKernel.class),
          EnumSet.of(NativeKernel.WINOGRAD),
          EnumSet.of(NativeKernel.WORDS),
          EnumSet.of(NativeKernel.BLOCKS),
          EnumSet.allOf(NativeKernel.class));

  private final String path;
  private final int rounds;
  private final int bits;

  private SparseTiming(String path, int rounds, int bits) {
    this.path = path;
    this.rounds = rounds;
    this.bits = bits;
  }

  /** Prints a table. */
  public static void main(String[] arguments) {
    SparseTiming timing =
        new SparseTiming(
            arguments[0], Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    System.out.println(
        "us: median (predicted) of bytes, Winograd, word lists, block lists, chosen; "
            + "bytes/chosen, dense chosen/chosen with quartiles");
    List<Graph> graphs =
        List.of(
            layers(16, 32, 3),
            layers(32, 16, 3),
            layers(64, 8, 3),
            layers(64, 8, 1),
            layers(128, 16, 1),
            Nets.resnet(20));
    String wanted = arguments.length > 3 ? arguments[3] : "";
    for (Graph graph : graphs.stream().filter(g -> g.name().contains(wanted)).toList()) {
      for (Pattern pattern : List.of(Pattern.WORD, Pattern.BLOCK, Pattern.SINGLE)) {
        timing.time(graph, pattern, graph.name().startsWith("resnet") ? 1 : LAYERS);
      }
    }
  }

  /** Equal convolutions one after another, so that what is around them weighs little. */
  private static Graph layers(int channels, int extent, int kernel) {
    List<Layer> layers = new ArrayList<>();
    Window window = Window.square(kernel, 1, kernel / 2);
    String x = Graph.INPUT;
    for (int i = 0; i <= LAYERS + 1; i++) {
      String name = "c" + i;
      int inputs = i == 0 ? 1 : channels;
      int outputs = i == LAYERS + 1 ? 4 : channels;
      Window own = i == 0 || i == LAYERS + 1 ? Window.square(1, 1, 0) : window;
      layers.add(new Conv(name, x, inputs, outputs, own, 1));
      x = name + ".relu";
      layers.add(Relu.uncapped(x, name));
    }
    return new Graph(
        "%dx%d %d->%d at %d".formatted(kernel, kernel, channels, channels, extent),
        new Shape(extent, extent, 1),
        Normalisation.identity(1),
        layers,
        List.of());
  }

  private Engine engine(Set<NativeKernel> kernels, Network network, Policy policy) {
    EnginePath chosen =
        NativePath.all(kernels).stream()
            .filter(p -> p.name().equals(path) && p.available())
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no path '" + path + "' here"));
    return chosen.prepare("pi", network, policy, Program.of(network, policy));
  }

  private void time(Graph graph, Pattern pattern, int layers) {
    for (int percent : PERCENT) {
      Network network = SparseNets.withZeros(1, graph, pattern, percent);
      Policy policy = PlausiblePolicies.uniform(network, bits, bits);
      List<Engine> engines = KERNELS.stream().map(k -> engine(k, network, policy)).toList();
      double[][] times = race(network, engines);
      StringBuilder line =
          new StringBuilder("%-18s %-6s %3d %%:".formatted(graph.name(), pattern, percent));
      for (int e = 0; e < engines.size(); e++) {
        double predicted =
            engines.get(e) instanceof NativeEngine n ? n.predictedPicoseconds() / 1e6 : 0;
        line.append(" %6.2f (%6.2f)".formatted(middle(times[e])[1] / layers, predicted / layers));
      }
      int last = engines.size() - 1;
      for (int against : new int[] {0, 1}) {
        double[] q = middle(ratios(times[against], times[last]));
        line.append("  %.2f [%.2f, %.2f]".formatted(q[1], q[0], q[2]));
      }
      System.out.println(line + " sparse " + engines.get(last).info().sparseLayers());
      engines.forEach(Engine::close);
    }
  }

  private double[][] race(Network network, List<Engine> engines) {
    ByteBuffer input = ByteBuffer.allocateDirect(network.graph().inputShape().size());
    for (int i = 0; i < input.capacity(); i++) {
      input.put(i, (byte) (37 * i));
    }
    IntBuffer logits = IntBuffer.allocate(network.graph().outputShape().size());
    double[][] times = new double[engines.size()][rounds];
    for (int round = -2; round < rounds; round++) {
      for (int e = 0; e < engines.size(); e++) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
          long start = System.nanoTime();
          engines.get(e).infer(input, logits);
          best = Math.min(best, System.nanoTime() - start);
        }
        if (round >= 0) {
          times[e][round] = best / (double) TimeUnit.MICROSECONDS.toNanos(1);
        }
      }
    }
    return times;
  }

  private static double[] ratios(double[] a, double[] b) {
    double[] ratios = new double[a.length];
    Arrays.setAll(ratios, i -> a[i] / b[i]);
    return ratios;
  }

  private static double[] middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return new double[] {sorted[n / 4], sorted[n / 2], sorted[3 * n / 4]};
  }
}
