package io.requant.model.policy;

import io.requant.model.graph.Graph;
import io.requant.model.network.Digest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How precisely a network computes: a few kilobytes that select bit widths and carry the constants
 * that go with them.
 *
 * <p>Immutable. Its {@link #digest()} identifies it: SHA-256 of its binary form.
 */
public final class Policy {

  /** Longest name. */
  public static final int MAX_NAME = 64;

  /** Most layers: as many as a graph may have. */
  public static final int MAX_LAYERS = Graph.MAX_LAYERS;

  private final String name;
  private final Digest network;
  private final List<LayerPolicy> layers;
  private final Cost cost;
  private final Optional<MeasuredAccuracy> accuracy;
  private final Digest digest;

  /**
   * Joins the parts of a policy.
   *
   * @param name short name, e.g. "w4a4": letters, digits, dot, dash and underscore
   * @param network digest of the network that it was made for
   * @param layers one entry per step of the network's fusion plan that requantizes, in order
   * @param cost what an inference costs
   * @param accuracy measured accuracy, if any was
   */
  public Policy(
      String name,
      Digest network,
      List<LayerPolicy> layers,
      Cost cost,
      Optional<MeasuredAccuracy> accuracy) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0," + (MAX_NAME - 1) + "}")) {
      throw new IllegalArgumentException(
          "policy name '"
              + name
              + "': letters, digits, '.', '-' and '_' only, at most "
              + MAX_NAME);
    }
    if (layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "policy '" + name + "': " + layers.size() + " layers; at most " + MAX_LAYERS);
    }
    this.name = name;
    this.network = Objects.requireNonNull(network);
    this.layers = List.copyOf(layers);
    this.cost = Objects.requireNonNull(cost);
    this.accuracy = accuracy;
    this.digest = Digest.of(PolicyCodec.encodeBody(this));
  }

  /** Short name. */
  public String name() {
    return name;
  }

  /** Digest of the network that it was made for. */
  public Digest network() {
    return network;
  }

  /** One entry per requantizing step, in computing order. */
  public List<LayerPolicy> layers() {
    return layers;
  }

  /** What an inference costs. */
  public Cost cost() {
    return cost;
  }

  /** Measured accuracy, if any was. */
  public Optional<MeasuredAccuracy> accuracy() {
    return accuracy;
  }

  /** Identity of the policy. */
  public Digest digest() {
    return digest;
  }

  /** The same policy with another measured accuracy (and so another digest). */
  public Policy withAccuracy(MeasuredAccuracy measured) {
    return new Policy(name, network, layers, cost, Optional.of(measured));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Policy that && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return name + " " + digest.brief();
  }
}
