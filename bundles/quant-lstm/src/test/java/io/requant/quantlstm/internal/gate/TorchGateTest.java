package io.requant.quantlstm.internal.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.requant.training.internal.torch.Script;
import io.requant.training.quantize.RecurrentGate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The gate that is trained through a network and the gate of plain Java are one. */
class TorchGateTest {

  private static final int IMAGES = 3;

  @Property(tries = 20)
  void torchGivesTheProbabilitiesThatPlainJavaGives(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LstmGate gate = Gates.random(random);
    GateShape shape = gate.shape();
    GateLevel level = Gates.level(random);
    double[][] expected = new double[shape.layers()][shape.options()];
    float[][] seen = new float[shape.layers()][];
    for (int l = 0; l < seen.length; l++) {
      seen[l] = new float[IMAGES * shape.channels(l)];
    }
    for (int i = 0; i < IMAGES; i++) {
      float[][] means = Gates.means(random, shape);
      double[][] logs = gate.logProbabilities(means, level);
      for (int l = 0; l < seen.length; l++) {
        for (int o = 0; o < shape.options(); o++) {
          expected[l][o] += logs[l][o] / IMAGES;
        }
        for (int c = 0; c < means[l].length; c++) {
          seen[l][i * means[l].length + c] = means[l][c] * gate.gains()[l];
        }
      }
    }
    RecurrentGate trained = GumbelStage.gate(gate);
    try (NDManager manager = NDManager.newBaseManager();
        Script script = new Script(manager, trained.script())) {
      List<NDArray> arguments = new ArrayList<>();
      for (int l = 0; l < seen.length; l++) {
        arguments.add(manager.create(seen[l], new Shape(IMAGES, shape.channels(l))));
      }
      arguments.add(manager.create(gate.parameters()));
      float[] code = new float[GateShape.LEVELS];
      for (int e = 0; e < code.length; e++) {
        code[e] = (float) level.weight(e);
      }
      arguments.add(manager.create(code));
      float[] found = script.call("gate", arguments.toArray(NDArray[]::new)).toFloatArray();
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i])
            .isCloseTo(expected[i / shape.options()][i % shape.options()], within(1e-4));
      }
    }
  }
}
