package io.requant.api.resource;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Watches what the device has left. A service; it begins to measure when it is first used. All
 * methods return at once with what was measured last.
 */
@ProviderType
public interface ResourceMonitor {

  /** The last reading; one that says nothing before the first. */
  ResourceReading reading();

  /** The level that holds now; {@link ResourceLevel#RICH_100} before the first reading. */
  LevelDecision decision();

  /** The device's roofline, once it is measured; empty until then, or if it is not to be. */
  Optional<Roofline> roofline();

  /**
   * Tells of changes of the level. A listener hears the present decision at once, then every
   * change, in order, never two at a time.
   *
   * @return ends the subscription when closed
   */
  Subscription subscribe(LevelListener listener);

  /** Hears of changes of the level. */
  @FunctionalInterface
  interface LevelListener {
    /** Called once at the start and after every change; must return soon. */
    void levelChanged(LevelDecision decision);
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
