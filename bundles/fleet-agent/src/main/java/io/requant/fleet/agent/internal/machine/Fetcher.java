package io.requant.fleet.agent.internal.machine;

import io.requant.fleet.protocol.RejectionCode;
import io.requant.model.network.Digest;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** Gets what a message names by address. */
public interface Fetcher extends AutoCloseable {

  /**
   * What is to be fetched.
   *
   * @param content SHA-256 of all its bytes
   * @param size how many bytes it has
   * @param urls https addresses, in the order in which they are tried
   */
  record Wanted(Digest content, int size, List<URI> urls) {}

  /** How it ended. */
  sealed interface Outcome {

    /** Exactly what was wanted. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Fetched(byte[] content) implements Outcome {}

    /** It is not to be had; one sentence why. */
    record Failed(RejectionCode code, String message) implements Outcome {}
  }

  /**
   * Begins, in place of what was begun before.
   *
   * @param answer hears how it ended, once, on any thread; never if something else is begun or this
   *     is cancelled before
   */
  void begin(Wanted wanted, Consumer<Outcome> answer);

  /** Gives up what was begun. */
  void cancel();

  @Override
  void close();

  /** Fetches nothing: a gateway that takes policies from messages only. */
  static Fetcher none() {
    return new Fetcher() {
      @Override
      public void begin(Wanted wanted, Consumer<Outcome> answer) {
        answer.accept(
            new Outcome.Failed(
                RejectionCode.UNSUPPORTED,
                "this agent takes policies from messages only, not by address"));
      }

      @Override
      public void cancel() {
        // Nothing was begun.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
