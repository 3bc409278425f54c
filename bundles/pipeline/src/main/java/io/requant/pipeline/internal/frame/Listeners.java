package io.requant.pipeline.internal.frame;

import io.requant.api.pipeline.InferenceResult;
import io.requant.api.pipeline.Pipeline.ResultListener;
import io.requant.api.pipeline.Pipeline.Subscription;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those who hear of every result; one that throws is heard of once and does not harm the rest. */
public final class Listeners implements ResultSink {

  private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  private static final class Entry {
    private final ResultListener listener;
    private boolean failed;

    Entry(ResultListener listener) {
      this.listener = listener;
    }
  }

  /** Adds a listener until the subscription is closed. */
  public Subscription add(ResultListener listener) {
    Entry entry = new Entry(listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  @Override
  public void completed(InferenceResult result) {
    for (Entry entry : entries) {
      try {
        entry.listener.completed(result);
      } catch (Throwable e) {
        if (!entry.failed) {
          entry.failed = true;
          LOG.log(
              Level.WARNING,
              "result listener " + entry.listener.getClass().getName() + " failed",
              e);
        }
      }
    }
  }
}
