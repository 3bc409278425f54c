package io.requant.api.backend;

import io.requant.model.network.Digest;

/**
 * What an engine is.
 *
 * @param backend id of the backend that prepared it
 * @param path the code path that computes, e.g. "java-vector-512" or "reference"
 * @param network name of the network
 * @param policy name of the policy
 * @param policyDigest digest of the policy
 * @param bytes memory that the engine holds for weights and feature maps
 * @param sparseLayers number of layers that it computes without their zero weights
 */
public record EngineInfo(
    String backend,
    String path,
    String network,
    String policy,
    Digest policyDigest,
    long bytes,
    int sparseLayers) {

  /** An engine that computes every layer densely. */
  public EngineInfo(
      String backend, String path, String network, String policy, Digest policyDigest, long bytes) {
    this(backend, path, network, policy, policyDigest, bytes, 0);
  }
}
