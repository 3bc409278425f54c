package io.requant.backend.pi.internal.jni;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Safety net: frees the plans of engines that were dropped without being closed, when the next
 * engine is made. It needs no thread; each find is a mistake of whoever dropped the engine, and is
 * logged.
 */
final class ForgottenPlans {

  private static final Logger LOGGER = System.getLogger(ForgottenPlans.class.getName());

  /** One engine and its plan. */
  private static final class Watch extends PhantomReference<NativeEngine> {
    private final NativePlan plan;
    private final String network;

    Watch(NativeEngine engine, NativePlan plan, ReferenceQueue<NativeEngine> queue) {
      super(engine, queue);
      this.plan = plan;
      this.network = engine.info().network();
    }
  }

  private final ReferenceQueue<NativeEngine> queue = new ReferenceQueue<>();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

  /** Watches a new engine. */
  void watch(NativeEngine engine, NativePlan plan) {
    watches.removeIf(watch -> watch.plan.isFreed());
    watches.add(new Watch(engine, plan, queue));
  }

  /** Frees what was forgotten. */
  void free() {
    for (Reference<?> found = queue.poll(); found != null; found = queue.poll()) {
      Watch watch = (Watch) found;
      watches.remove(watch);
      if (watch.plan.free()) {
        LOGGER.log(
            Level.WARNING,
            "an engine of ''{0}'' was dropped without being closed; freed {1} native bytes",
            watch.network,
            watch.plan.bytes());
      }
    }
  }
}
