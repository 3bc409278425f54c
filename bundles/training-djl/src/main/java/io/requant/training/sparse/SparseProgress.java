package io.requant.training.sparse;

/**
 * Where joint training is.
 *
 * @param sparsity part of the weights that are pruned now, 0..1
 * @param bits mean width of the kept weights
 * @param estimatedBytes what the weights will take once the sparsity is the wanted one
 * @param multiplier of the size term
 */
public record SparseProgress(
    double sparsity, double bits, double estimatedBytes, double multiplier) {}
