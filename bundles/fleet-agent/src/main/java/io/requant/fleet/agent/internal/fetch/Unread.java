package io.requant.fleet.agent.internal.fetch;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** Ends a connection instead of reading a body that nobody wants. */
final class Unread implements BodySubscriber<Void> {

  @Override
  public CompletionStage<Void> getBody() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    subscription.cancel();
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    // Cancelled: what still comes is dropped.
  }

  @Override
  public void onError(Throwable problem) {
    // The answer's status is all that counts.
  }

  @Override
  public void onComplete() {
    // Nothing was wanted.
  }
}
