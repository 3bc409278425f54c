package io.requant.api.pipeline;

import io.requant.model.policy.Policy;
import java.util.HashSet;
import java.util.List;

/**
 * What a gateway may do by itself while a policy is the desired one: which others it may run under
 * as its resources change. They belong to the desired policy and are stored with it.
 *
 * @param kind how they are given
 * @param policies names of the policies that it may run under, 1 to {@value #MAX_POLICIES} of them
 *     for {@link Kind#NAMED}, else none
 */
public record AdaptationBounds(Kind kind, List<String> policies) {

  /** Most policies that can be named. */
  public static final int MAX_POLICIES = 16;

  /** Exactly the desired policy. */
  public static final AdaptationBounds EXACT = new AdaptationBounds(Kind.EXACT, List.of());

  /**
   * Whatever the gateway's own configuration allows: so it is before anybody asked for a policy.
   */
  public static final AdaptationBounds OPEN = new AdaptationBounds(Kind.OPEN, List.of());

  private static final String ANY = "any";
  private static final String OFF = "off";
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0," + (Policy.MAX_NAME - 1) + "}";

  /** How bounds are given. */
  public enum Kind {
    /** No other policy. */
    EXACT,
    /** The named policies. */
    NAMED,
    /** What the gateway's own configuration names. */
    OPEN
  }

  /** Checks number and form of the names. */
  public AdaptationBounds {
    policies = List.copyOf(policies);
    if ((kind == Kind.NAMED) == policies.isEmpty()) {
      throw new IllegalArgumentException("bounds " + kind + " with policies " + policies);
    }
    if (policies.size() > MAX_POLICIES) {
      throw new IllegalArgumentException(
          policies.size() + " policies to adapt to; at most " + MAX_POLICIES + " are possible");
    }
    if (new HashSet<>(policies).size() < policies.size()) {
      throw new IllegalArgumentException("policies to adapt to are named twice: " + policies);
    }
    for (String name : policies) {
      if (!name.matches(NAME)) {
        throw new IllegalArgumentException("'" + name + "' cannot be the name of a policy");
      }
    }
  }

  /** Bounds that name policies. */
  public static AdaptationBounds named(List<String> policies) {
    return new AdaptationBounds(Kind.NAMED, policies);
  }

  /**
   * Reads what people write.
   *
   * @param text {@code off}, {@code any}, or names with commas between them
   * @throws IllegalArgumentException if it is none of these
   */
  public static AdaptationBounds parse(String text) {
    return switch (text.strip()) {
      case OFF -> EXACT;
      case ANY -> OPEN;
      default -> named(List.of(text.strip().split("\\s*,\\s*", -1)));
    };
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    return switch (kind) {
      case EXACT -> OFF;
      case OPEN -> ANY;
      case NAMED -> String.join(",", policies);
    };
  }
}
