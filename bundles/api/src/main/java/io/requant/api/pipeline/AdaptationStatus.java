package io.requant.api.pipeline;

import io.requant.api.resource.LevelDecision;
import java.util.Optional;

/**
 * What a gateway does by itself as its resources change.
 *
 * @param level the level that holds, and why; empty if nothing watches the device
 * @param adapted whether another policy than the desired one computes because of the level
 * @param sentence for people: what is done, or why nothing is
 * @param changes changes of policy so far that were made for the level's sake
 * @param last how the last attempt at one ended; empty before the first
 */
public record AdaptationStatus(
    Optional<LevelDecision> level,
    boolean adapted,
    String sentence,
    long changes,
    Optional<Activation> last) {}
