package io.requant.pipeline.internal;

import io.requant.api.backend.Engine;
import io.requant.api.backend.EngineInfo;
import io.requant.model.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine that sees the class of a test frame and keeps watch on how it is used. */
public final class FakeEngine implements Engine {

  private final String backend;
  private final Policy policy;
  private final Hook hook;
  private final int error;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger closes = new AtomicInteger();
  private final List<String> violations = new CopyOnWriteArrayList<>();

  /** What an engine does before it computes. */
  public interface Hook {
    /** Does nothing. */
    Hook NONE = (engine, call) -> {};

    /**
     * Called inside the engine.
     *
     * @param call number of the call, from 1; warming included
     */
    void infer(FakeEngine engine, int call) throws InterruptedException;
  }

  /**
   * Makes an engine.
   *
   * @param error what is added to every class that it sees
   */
  public FakeEngine(String backend, Policy policy, Hook hook, int error) {
    this.error = error;
    this.backend = backend;
    this.policy = policy;
    this.hook = hook;
  }

  @Override
  public void infer(ByteBuffer input, IntBuffer logits) {
    if (inside.incrementAndGet() > 1) {
      violations.add("two calls at once");
    }
    try {
      if (closes.get() > 0) {
        violations.add("call after close");
      }
      hook.infer(this, calls.incrementAndGet());
      int best = (TestModel.classOf(input) + error) % TestModel.CLASSES;
      for (int i = 0; i < TestModel.CLASSES; i++) {
        logits.put(i, i == best ? 50 : 0);
      }
      if (closes.get() > 0) {
        violations.add("closed while a call was inside");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted inside", e);
    } finally {
      inside.decrementAndGet();
    }
  }

  @Override
  public EngineInfo info() {
    return new EngineInfo(backend, "fake", "tiny", policy.name(), policy.digest(), 1);
  }

  @Override
  public void close() {
    if (closes.incrementAndGet() > 1) {
      violations.add("closed twice");
    }
    if (inside.get() > 0) {
      violations.add("closed while a call was inside");
    }
  }

  public String backend() {
    return backend;
  }

  public Policy policy() {
    return policy;
  }

  public int calls() {
    return calls.get();
  }

  public boolean closed() {
    return closes.get() > 0;
  }

  public List<String> violations() {
    return violations;
  }
}
