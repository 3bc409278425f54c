package io.requant.fleet.agent.internal.fetch;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Writes a body to a file, and cancels it as soon as it is longer than it may be. */
final class PartWriter implements BodySubscriber<Void> {

  /** More came than was announced in the signed message. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1;

    TooLongException(long limit) {
      super("sends more than the " + limit + " bytes that are left");
    }
  }

  private final FileChannel out;
  private final long limit;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Subscription subscription;
  private long written;

  /** Writes at most {@code limit} bytes; closes the channel at the end. */
  PartWriter(FileChannel out, long limit) {
    this.out = out;
    this.limit = limit;
  }

  @Override
  public CompletionStage<Void> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        written += buffer.remaining();
        if (written > limit) {
          throw new TooLongException(limit);
        }
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      subscription.request(1);
    } catch (IOException e) {
      subscription.cancel();
      onError(e);
    }
  }

  @Override
  public void onError(Throwable problem) {
    close();
    done.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    close();
    done.complete(null);
  }

  private void close() {
    try {
      out.close();
    } catch (IOException e) {
      done.completeExceptionally(e);
    }
  }
}
