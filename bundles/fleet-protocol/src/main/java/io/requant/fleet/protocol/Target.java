package io.requant.fleet.protocol;

/** Whom a desired message is for. */
public sealed interface Target {

  /** Id of the ring or gateway. */
  String id();

  /** Every gateway of a ring. */
  record Ring(String id) implements Target {
    public Ring {
      Ids.check("ring", id);
    }
  }

  /** One gateway: an exception from what its ring is told. */
  record Gateway(String id) implements Target {
    public Gateway {
      Ids.check("gateway", id);
    }
  }
}
