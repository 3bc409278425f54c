package io.requant.api.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Finds the service that a user named, waiting while bundles are still starting.
 *
 * @param <S> what the services offer
 */
public final class ServiceById<S> {

  private static final String ID = "[A-Za-z0-9._-]{1,64}";

  private final BundleContext context;
  private final Class<S> type;
  private final String property;
  private final String noun;
  private final String advice;

  /**
   * Prepares; looks for nothing yet.
   *
   * @param context of the bundle that asks
   * @param type what the services offer
   * @param property service property that holds the id
   * @param noun what messages call such a service, e.g. {@code backend}
   * @param advice what messages add when there is none of an id; may be empty
   */
  public ServiceById(
      BundleContext context, Class<S> type, String property, String noun, String advice) {
    this.context = context;
    this.type = type;
    this.property = property;
    this.noun = noun;
    this.advice = advice;
  }

  /**
   * Does something with a service.
   *
   * @param <S> what it offers
   * @param <T> what comes out
   */
  public interface Use<S, T> {
    /** Uses it. */
    T with(S service) throws Exception;
  }

  /**
   * Runs something with the best service of an id.
   *
   * @param <T> what comes out
   * @param id value of the property
   * @param patience how long to wait for it
   * @param use gets the service, which may leave meanwhile as any other
   * @throws VerbException if there is none; the message lists those that are there
   * @throws Exception what {@code use} throws
   */
  public <T> T with(String id, Duration patience, Use<S, T> use) throws Exception {
    if (!id.matches(ID)) {
      throw new VerbException("'" + id + "' is no " + noun + "; there are " + ids());
    }
    ServiceTracker<S, S> tracker =
        new ServiceTracker<>(
            context,
            FrameworkUtil.createFilter(
                "(&(objectClass=%s)(%s=%s))".formatted(type.getName(), property, id)),
            null);
    tracker.open();
    try {
      S service = tracker.waitForService(patience.toMillis());
      if (service == null) {
        throw new VerbException(
            "there is no %s '%s' here; there are %s%s"
                .formatted(noun, id, ids(), advice.isEmpty() ? "" : ". " + advice));
      }
      return use.with(service);
    } finally {
      tracker.close();
    }
  }

  private List<String> ids() throws InvalidSyntaxException {
    var references = context.getServiceReferences(type.getName(), null);
    return references == null
        ? List.of()
        : Arrays.stream(references)
            .map(reference -> String.valueOf(reference.getProperty(property)))
            .sorted()
            .toList();
  }
}
