package io.requant.pipeline.internal.swap;

import io.requant.api.backend.Backend;
import io.requant.model.network.Digest;
import io.requant.model.policy.Policy;
import java.lang.module.ModuleDescriptor.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One bound backend service, and what is known against it.
 *
 * <p>A backend that failed under a policy is set aside for that policy only: until a back-off that
 * doubles with each failure has passed, or until the service changes.
 */
public final class BackendEntry {

  private static final int MOST_POLICIES = 64;
  private static final long FIRST_BACK_OFF_NANOS = 1_000_000_000L;
  private static final int MOST_DOUBLINGS = 6;

  private final Backend backend;
  private final String id;
  private final Version revision;
  private final long serviceId;
  private final boolean enginesOutlive;
  private final Map<Digest, SetAside> aside = new LinkedHashMap<>();
  private int ranking;
  private boolean bound = true;

  /**
   * Why a backend is not used under a policy.
   *
   * @param policy name of the policy
   * @param reason one sentence
   * @param failures failures in a row
   * @param untilNanos when it is tried again; {@link Long#MAX_VALUE} for not before it changes
   */
  public record SetAside(String policy, String reason, int failures, long untilNanos) {

    private boolean over(long now) {
      return untilNanos != Long.MAX_VALUE && now - untilNanos >= 0;
    }
  }

  BackendEntry(
      Backend backend,
      String id,
      int ranking,
      Version revision,
      long serviceId,
      boolean enginesOutlive) {
    this.backend = backend;
    this.id = id;
    this.ranking = ranking;
    this.revision = revision;
    this.serviceId = serviceId;
    this.enginesOutlive = enginesOutlive;
  }

  /** The service. */
  Backend backend() {
    return backend;
  }

  /** Its {@link Backend#ID}. */
  public String id() {
    return id;
  }

  /** Its revision. */
  Version revision() {
    return revision;
  }

  /** Its service id. */
  public long serviceId() {
    return serviceId;
  }

  /** Whether its engines may compute on after the service has gone. */
  boolean enginesOutlive() {
    return enginesOutlive;
  }

  /** Its service ranking. */
  public synchronized int ranking() {
    return ranking;
  }

  /** Whether the service is still there. */
  synchronized boolean bound() {
    return bound;
  }

  synchronized void gone() {
    bound = false;
  }

  /** The service's properties changed: it gets another chance. */
  synchronized void changed(int newRanking) {
    ranking = newRanking;
    aside.clear();
  }

  /** Sets the backend aside for a policy, for longer after each failure in a row. */
  synchronized void setAside(Policy policy, String reason, long now) {
    SetAside before = aside.get(policy.digest());
    int failures = before == null ? 1 : before.failures() + 1;
    long backOff = FIRST_BACK_OFF_NANOS << Math.min(failures - 1, MOST_DOUBLINGS);
    put(policy, new SetAside(policy.name(), reason, failures, now + backOff));
  }

  /** Sets the backend aside for a policy until the service changes. */
  synchronized void refuse(Policy policy, String reason) {
    put(policy, new SetAside(policy.name(), reason, 1, Long.MAX_VALUE));
  }

  private void put(Policy policy, SetAside entry) {
    aside.remove(policy.digest());
    aside.put(policy.digest(), entry);
    if (aside.size() > MOST_POLICIES) {
      aside.remove(aside.keySet().iterator().next());
    }
  }

  /** Forgets the failures under a policy: it works. */
  synchronized void works(Policy policy) {
    aside.remove(policy.digest());
  }

  /** Why the backend is not to be used under a policy at this moment; empty if it may be. */
  public synchronized Optional<SetAside> asideFor(Policy policy, long now) {
    return Optional.ofNullable(aside.get(policy.digest())).filter(entry -> !entry.over(now));
  }

  /** Whether a back-off under a policy has passed since {@code before}. */
  synchronized boolean backOffEnded(Policy policy, long before, long now) {
    SetAside entry = aside.get(policy.digest());
    return entry != null && !entry.over(before) && entry.over(now);
  }
}
