package io.requant.bench.internal.compare;

import io.requant.api.report.Spread;
import java.util.Map;

/**
 * One engine on one network.
 *
 * @param id its name
 * @param peer whether it is a peer
 * @param path the code that computes
 * @param operandBits width of what it multiplies; 32 for single precision
 * @param micros time of an inference in microseconds
 * @param macsPerSecond multiply-accumulates of the network over the median time
 * @param engineBytes memory that it says it holds; 0 if it does not say
 * @param rssMegabytes by how much the process grew when it was built and first used; NaN if unknown
 * @param prepareMillis time to build it, the first time
 * @param switchMillis median time to build it anew for another policy and infer once; NaN if there
 *     is none
 * @param agreement share of the images for which it names the reference's class
 * @param operators operators of a peer's optimized graph with their numbers
 */
public record EngineResult(
    String id,
    boolean peer,
    String path,
    int operandBits,
    Spread micros,
    double macsPerSecond,
    long engineBytes,
    double rssMegabytes,
    double prepareMillis,
    double switchMillis,
    double agreement,
    Map<String, Integer> operators) {

  public EngineResult {
    operators = Map.copyOf(operators);
  }
}
