package io.requant.fleet.controller.internal;

import io.requant.api.transport.Transport;
import io.requant.fleet.controller.internal.rest.Site;
import io.requant.fleet.controller.internal.store.FleetStore;
import io.requant.fleet.controller.internal.store.StoreSettings;
import io.requant.fleet.protocol.SigningKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A controller with its store and the thread that keeps it going. */
final class RunningController implements AutoCloseable {

  private final FleetStore store;
  private final Controller controller;
  private final ControllerLoop loop;
  private final Site.Served served;

  private RunningController(FleetStore store, Controller controller, Duration tick) {
    this.store = store;
    this.controller = controller;
    served = Site.Served.of(controller);
    loop = new ControllerLoop(controller::tick, tick);
  }

  /**
   * Opens the store and starts the controller.
   *
   * @param membership its place among others, by the store that they share
   * @param tick time between two looks
   * @throws IOException if the store is not there
   */
  static RunningController open(
      ControllerSettings settings,
      StoreSettings where,
      Transport transport,
      SigningKey key,
      Function<FleetStore, Optional<Membership>> membership,
      Duration tick)
      throws IOException {
    FleetStore store = FleetStore.open(where, settings.tenant());
    boolean started = false;
    try {
      Controller controller =
          new Controller(
              settings, transport, key, store, Clock.systemUTC(), membership.apply(store));
      started = true;
      return new RunningController(store, controller, tick);
    } finally {
      if (!started) {
        store.close();
      }
    }
  }

  Controller controller() {
    return controller;
  }

  Site.Served served() {
    return served;
  }

  @Override
  public void close() {
    loop.close();
    try {
      controller.close();
    } finally {
      store.close();
    }
  }
}
