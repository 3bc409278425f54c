package io.requant.pipeline.internal.swap;

import io.requant.api.backend.Backend;
import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backends that are bound, best first: the preferred one, then by service ranking (highest
 * first), then the newest revision, then by service id (oldest first), as OSGi Core 8, 5.2.5 orders
 * services. So a revision that is installed beside an older one takes over.
 */
public final class BackendRegistry {

  /** Service properties of the OSGi core, by the names that every framework gives them. */
  private static final String SERVICE_ID = "service.id";

  private static final String SERVICE_RANKING = "service.ranking";

  private final List<BackendEntry> entries = new ArrayList<>();
  private String configured;
  private String preferred;

  /**
   * Makes an empty registry.
   *
   * @param preferred id of the backend that comes first whatever its ranking, or the empty string
   */
  public BackendRegistry(String preferred) {
    this(preferred, preferred);
  }

  /**
   * Makes an empty registry with a preference of before.
   *
   * @param configured id that the configuration prefers, or the empty string
   * @param preferred id of the backend that comes first whatever its ranking, or the empty string
   */
  public BackendRegistry(String configured, String preferred) {
    this.configured = configured;
    this.preferred = preferred;
  }

  /**
   * Adds a service.
   *
   * @param properties its service properties; without {@link Backend#ID} its service id names it
   */
  public synchronized BackendEntry bind(Backend backend, Map<String, ?> properties) {
    long serviceId = properties.get(SERVICE_ID) instanceof Long id ? id : -1;
    String id = properties.get(Backend.ID) instanceof String given ? given : "service-" + serviceId;
    BackendEntry entry =
        new BackendEntry(
            backend,
            id,
            ranking(properties),
            revision(properties),
            serviceId,
            Boolean.TRUE.equals(properties.get(Backend.ENGINES_OUTLIVE)));
    entries.add(entry);
    return entry;
  }

  /** Takes note that a service's properties changed. */
  public synchronized void changed(Backend backend, Map<String, ?> properties) {
    find(backend).ifPresent(entry -> entry.changed(ranking(properties)));
  }

  /** Removes a service: that very one, not another of the same id. */
  public synchronized Optional<BackendEntry> unbind(Backend backend) {
    Optional<BackendEntry> found = find(backend);
    found.ifPresent(entries::remove);
    return found;
  }

  private Optional<BackendEntry> find(Backend backend) {
    return entries.stream().filter(entry -> entry.backend() == backend).findFirst();
  }

  private static int ranking(Map<String, ?> properties) {
    return properties.get(SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
  }

  /** Its revision; a backend that does not say one, or not a version, is older than all. */
  private static Version revision(Map<String, ?> properties) {
    try {
      return Version.parse(String.valueOf(properties.get(Backend.REVISION)));
    } catch (IllegalArgumentException e) {
      return Version.parse("0");
    }
  }

  /** Puts one id first, or none if it is the empty string. */
  synchronized void prefer(String id) {
    preferred = id;
  }

  /** The configuration prefers another id from now on; what was preferred before it is over. */
  synchronized void configure(String id) {
    configured = id;
    preferred = id;
  }

  /** The id that the configuration prefers, or the empty string. */
  synchronized String configured() {
    return configured;
  }

  /** The id that comes first, or the empty string. */
  public synchronized String preferred() {
    return preferred;
  }

  /** All that are bound, best first. */
  public synchronized List<BackendEntry> ranked() {
    return entries.stream()
        .sorted(
            Comparator.comparing((BackendEntry entry) -> !entry.id().equals(preferred))
                .thenComparing(Comparator.comparingInt(BackendEntry::ranking).reversed())
                .thenComparing(Comparator.comparing(BackendEntry::revision).reversed())
                .thenComparingLong(BackendEntry::serviceId))
        .toList();
  }
}
