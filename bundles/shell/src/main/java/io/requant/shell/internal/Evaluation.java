package io.requant.shell.internal;

import io.requant.api.backend.Engine;
import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.LabelledImages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Runs every image of a set through engines and keeps all logits in order. */
final class Evaluation {

  private static final int BLOCK = 64;

  private final LabelledImages images;
  private final InputEncoder encoder;
  private final int outputs;
  private final int[] logits;

  /**
   * Prepares an evaluation.
   *
   * @param outputs logits per image
   */
  Evaluation(LabelledImages images, InputEncoder encoder, int outputs) {
    this.images = images;
    this.encoder = encoder;
    this.outputs = outputs;
    this.logits = new int[Math.multiplyExact(images.count(), outputs)];
  }

  /**
   * Runs all images, each engine on a thread of its own.
   *
   * @param progress hears how many images are done, from any of the threads
   */
  void run(List<Engine> engines, IntConsumer progress) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            engines.size(),
            task -> new Thread(task, "requant-evaluate-" + number.incrementAndGet()));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (Engine engine : engines) {
        workers.add(threads.submit(() -> work(engine, next, done, progress)));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("inference failed: " + e.getCause().getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void work(Engine engine, AtomicInteger next, AtomicInteger done, IntConsumer progress) {
    ByteBuffer input = ByteBuffer.allocateDirect(images.shape().size());
    IntBuffer output = IntBuffer.allocate(outputs);
    int first = next.getAndAdd(BLOCK);
    while (first < images.count() && !Thread.currentThread().isInterrupted()) {
      int last = Math.min(images.count(), first + BLOCK);
      for (int i = first; i < last; i++) {
        input.clear();
        encoder.encode(images.image(i), input);
        input.flip();
        engine.infer(input, output);
        output.get(0, logits, i * outputs, outputs);
      }
      progress.accept(done.addAndGet(last - first));
      first = next.getAndAdd(BLOCK);
    }
  }

  /** Images whose largest logit (the first of equals) is the true class. */
  int correct() {
    int correct = 0;
    for (int i = 0; i < images.count(); i++) {
      int best = 0;
      for (int c = 1; c < outputs; c++) {
        if (logits[i * outputs + c] > logits[i * outputs + best]) {
          best = c;
        }
      }
      correct += best == images.label(i) ? 1 : 0;
    }
    return correct;
  }

  /** Share of images that {@link #correct()} counts, 0..1. */
  double top1() {
    return (double) correct() / images.count();
  }

  /** SHA-256 of all logits in order, each as a little-endian 32-bit integer. */
  String logitsSha256() {
    ByteBuffer bytes = ByteBuffer.allocate(outputs * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < images.count(); i++) {
        bytes.clear();
        bytes.asIntBuffer().put(logits, i * outputs, outputs);
        digest.update(bytes);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
