package io.requant.quantlstm.internal.gate;

import io.requant.model.network.Digest;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random gates and features for the tests. */
final class Gates {

  private Gates() {}

  static LstmGate random(SplittableRandom random) {
    int[] channels = new int[random.nextInt(1, 7)];
    for (int l = 0; l < channels.length; l++) {
      channels[l] = random.nextInt(1, 6);
    }
    List<Option> options = new ArrayList<>();
    for (int o = random.nextInt(1, 6); o > 0; o--) {
      options.add(new Option(2 + o, random.nextInt(2, 9)));
    }
    return random(random, new GateShape(channels, options.size()), options);
  }

  static LstmGate random(SplittableRandom random, GateShape shape, List<Option> options) {
    float[] gains = new float[shape.layers()];
    for (int l = 0; l < gains.length; l++) {
      gains[l] = (float) random.nextDouble(0.1, 3);
    }
    float[] parameters = new float[shape.parameters()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextDouble(-1, 1);
    }
    Digest digest = Digest.of(new byte[] {(byte) random.nextInt()});
    return new LstmGate(digest, options, shape, gains, parameters);
  }

  static float[][] means(SplittableRandom random, GateShape shape) {
    float[][] means = new float[shape.layers()][];
    for (int l = 0; l < means.length; l++) {
      means[l] = new float[shape.channels(l)];
      for (int c = 0; c < means[l].length; c++) {
        means[l][c] = (float) random.nextDouble(0, 2);
      }
    }
    return means;
  }

  static GateLevel level(SplittableRandom random) {
    return GateLevel.ofPart(random.nextDouble(0.2, 1.1));
  }
}
