package io.requant.bench.internal.compare;

import io.requant.api.command.VerbException;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.network.Subject;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;

/** Compares engines with the definition of the arithmetic before they are timed. */
final class Exactness {

  private final Subject subject;
  private final List<double[]> expected = new ArrayList<>();

  Exactness(Subject subject) {
    this.subject = subject;
    Program program = Program.of(subject.network(), subject.policy());
    ReferenceExecutor reference = new ReferenceExecutor(program);
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    for (byte[] input : subject.inputs()) {
      reference.infer(ByteBuffer.wrap(input), logits);
      double[] values = new double[logits.capacity()];
      for (int i = 0; i < values.length; i++) {
        values[i] = logits.get(i);
      }
      expected.add(values);
    }
  }

  /**
   * The share of the images for which a peer names the reference's class.
   *
   * @param entry a peer: rounds in its own way
   */
  double agreement(Entry entry) {
    int agreed = 0;
    for (int i = 0; i < expected.size(); i++) {
      if (best(logits(entry, i)) == best(expected.get(i))) {
        agreed++;
      }
    }
    return agreed / (double) expected.size();
  }

  /**
   * Requires the reference's logits.
   *
   * @param id names the engine in the error
   * @param entry an engine of ours
   */
  void require(String id, Entry entry) {
    for (int i = 0; i < expected.size(); i++) {
      double[] actual = logits(entry, i);
      for (int k = 0; k < actual.length; k++) {
        if (actual[k] != expected.get(i)[k]) {
          throw new VerbException(
              "engine '%s' (%s) is wrong on network '%s' under '%s': logit %d of image %d is %.0f, the reference has %.0f; nothing is timed with wrong results"
                  .formatted(
                      id,
                      entry.path(),
                      subject.name(),
                      subject.policy().name(),
                      k,
                      i,
                      actual[k],
                      expected.get(i)[k]));
        }
      }
    }
  }

  private double[] logits(Entry entry, int image) {
    entry.input(subject.inputs().get(image));
    entry.infer();
    return entry.logits();
  }

  private static int best(double[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
