package io.requant.pipeline.internal;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.Support;
import io.requant.api.backend.UnsupportedPolicyException;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A backend that does what a test tells it. */
public final class FakeBackend implements Backend {

  private final String id;
  private final List<FakeEngine> engines = new CopyOnWriteArrayList<>();
  private volatile FakeEngine.Hook hook = FakeEngine.Hook.NONE;
  private volatile int error;
  private boolean outlived;
  private volatile Step beforePrepare = () -> {};
  private volatile Predicate<Policy> supported = policy -> true;

  /** Something a provider does. */
  public interface Step {
    void run() throws InterruptedException;
  }

  private final AtomicInteger asked = new AtomicInteger();

  public FakeBackend(String id) {
    this.id = id;
  }

  /** What engines prepared from now on do before they compute. */
  public FakeBackend engines(FakeEngine.Hook newHook) {
    hook = newHook;
    return this;
  }

  /** How far the classes that its engines see are from the true ones. */
  public FakeBackend erring(int by) {
    error = by;
    return this;
  }

  /** Its engines may compute on after it has gone. */
  public FakeBackend outlivedByItsEngines() {
    outlived = true;
    return this;
  }

  /** What is done before an engine is given. */
  public FakeBackend preparing(Step step) {
    beforePrepare = step;
    return this;
  }

  /** Which policies it can run. */
  public FakeBackend supporting(Predicate<Policy> policies) {
    supported = policies;
    return this;
  }

  @Override
  public Support supports(Network network, Policy policy) {
    asked.incrementAndGet();
    return supported.test(policy) ? Support.FULL : new Support(List.of("layer fc is too much"));
  }

  @Override
  public Engine prepare(Network network, Policy policy) throws UnsupportedPolicyException {
    try {
      beforePrepare.run();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while preparing", e);
    }
    if (!supported.test(policy)) {
      throw new UnsupportedPolicyException(id, supports(network, policy));
    }
    FakeEngine engine = new FakeEngine(id, policy, hook, error);
    engines.add(engine);
    return engine;
  }

  public String id() {
    return id;
  }

  /** How often it was asked what it supports. */
  public int asked() {
    return asked.get();
  }

  /** Engines in the order in which they were prepared. */
  public List<FakeEngine> prepared() {
    return engines;
  }

  public FakeEngine latest() {
    return engines.get(engines.size() - 1);
  }

  /** Service properties. */
  public Map<String, Object> properties(int ranking, long serviceId) {
    return Map.of(
        Backend.ID,
        id,
        "service.ranking",
        ranking,
        "service.id",
        serviceId,
        "engines.outlive",
        outlived);
  }
}
