package io.requant.model.network;

import io.requant.model.graph.Graph;
import io.requant.model.graph.Parametric;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topology with one set of integer weights, from which every policy takes its precision.
 *
 * <p>Immutable. The {@link #digest()} covers everything a result depends on, so a policy names the
 * network it was made for by digest.
 */
public final class Network {

  private final Graph graph;
  private final double inputScale;
  private final Map<String, LayerWeights> weights;
  private final Digest digest;

  /**
   * Joins a topology and its weights.
   *
   * @param graph topology
   * @param inputScale real value of one step of the signed 8-bit input, positive
   * @param weights master weights of every layer that has weights, by layer name
   * @throws IllegalArgumentException if a layer lacks weights or their number is wrong
   */
  public Network(Graph graph, double inputScale, Map<String, LayerWeights> weights) {
    if (!(inputScale > 0) || Double.isInfinite(inputScale)) {
      throw new IllegalArgumentException("input scale " + inputScale + " is not positive");
    }
    this.graph = graph;
    this.inputScale = inputScale;
    Map<String, LayerWeights> ordered = new LinkedHashMap<>();
    for (Parametric layer : graph.parametricLayers()) {
      LayerWeights w = weights.get(layer.name());
      if (w == null) {
        throw new IllegalArgumentException("layer '" + layer.name() + "' has no weights");
      }
      if (w.planes().count() != layer.weightCount() || w.outChannels() != layer.outChannels()) {
        throw new IllegalArgumentException(
            "layer '%s': %d weights in %d channels; its shape needs %d in %d"
                .formatted(
                    layer.name(),
                    w.planes().count(),
                    w.outChannels(),
                    layer.weightCount(),
                    layer.outChannels()));
      }
      ordered.put(layer.name(), w);
    }
    if (ordered.size() != weights.size()) {
      throw new IllegalArgumentException("weights for layers that have none: " + weights.keySet());
    }
    this.weights = Collections.unmodifiableMap(ordered);
    this.digest = canonicalDigest();
  }

  /** Topology. */
  public Graph graph() {
    return graph;
  }

  /** Name of the network. */
  public String name() {
    return graph.name();
  }

  /** Real value of one step of the signed 8-bit input. */
  public double inputScale() {
    return inputScale;
  }

  /** Master weights by layer name, in computing order. */
  public Map<String, LayerWeights> weights() {
    return weights;
  }

  /** Number of weights of all layers. */
  public int weightCount() {
    return weights.values().stream().mapToInt(w -> w.planes().count()).sum();
  }

  /** Identity: SHA-256 over topology, normalisation, scales and integers. */
  public Digest digest() {
    return digest;
  }

  /** Without the canonical form in memory: it is as large as all weights. */
  private Digest canonicalDigest() {
    MessageDigest sha256 = Digest.sha256();
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), sha256)))) {
      GraphCodec.write(graph, out);
      out.writeDouble(inputScale);
      for (LayerWeights w : weights.values()) {
        out.writeInt(w.bits());
        for (float scale : w.scales()) {
          out.writeFloat(scale);
        }
        for (int p = 0; p < w.bits(); p++) {
          out.write(w.planes().plane(p));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing nowhere", e);
    }
    return Digest.ofRaw(sha256.digest());
  }

  @Override
  public String toString() {
    return graph + " " + digest.brief();
  }
}
