package io.requant.pipeline.internal.journal;

import io.requant.api.pipeline.Pipeline;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Keeps a {@link RunJournal} of the running pipeline. */
@Component(service = JournalService.class, immediate = true)
public final class JournalService {

  private final RunJournal journal = new RunJournal();
  private final Pipeline.Subscription subscription;

  /** Starts listening. */
  @Activate
  public JournalService(@Reference Pipeline pipeline) {
    subscription = pipeline.subscribe(journal);
  }

  RunJournal journal() {
    return journal;
  }

  @Deactivate
  void stop() {
    subscription.close();
  }
}
