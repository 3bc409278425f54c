package io.requant.fleet.controller.internal.store;

import java.io.IOException;

/** Everything that a controller must not forget, for one tenant. */
public final class FleetStore implements AutoCloseable {

  private final Database database;
  private final OrderTable orders;
  private final GatewayTable gateways;
  private final AuditTable audit;
  private final LeaseTable leases;

  private FleetStore(Database database, String tenant) {
    this.database = database;
    orders = new OrderTable(database, tenant);
    gateways = new GatewayTable(database, tenant);
    audit = new AuditTable(database, tenant);
    leases = new LeaseTable(database, tenant);
  }

  /**
   * Opens the store, and takes over what older controllers kept in files of its folder.
   *
   * @throws IOException if it cannot be opened, or such a file is damaged
   */
  public static FleetStore open(StoreSettings settings, String tenant) throws IOException {
    Database database = Database.open(settings);
    boolean opened = false;
    try {
      if (new FileTakeover(settings.directory(), database, tenant).run()) {
        System.getLogger(FleetStore.class.getName())
            .log(System.Logger.Level.INFO, "took over the files in {0}", settings.directory());
      }
      opened = true;
      return new FleetStore(database, tenant);
    } finally {
      if (!opened) {
        database.close();
      }
    }
  }

  /** The database itself. */
  public Database database() {
    return database;
  }

  /** What is wanted. */
  public OrderTable orders() {
    return orders;
  }

  /** What gateways said last. */
  public GatewayTable gateways() {
    return gateways;
  }

  /** Who holds what, where several controllers share the database. */
  public LeaseTable leases() {
    return leases;
  }

  /** Who did what. */
  public AuditTable audit() {
    return audit;
  }

  @Override
  public void close() {
    database.close();
  }
}
