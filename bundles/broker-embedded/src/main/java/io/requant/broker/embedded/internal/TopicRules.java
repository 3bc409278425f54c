package io.requant.broker.embedded.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Who may do what with which topic (docs/protocol), by the common name of a certificate: a
 * controller anything, a gateway, whose id the name is, what concerns itself.
 *
 * @param controllers common names of controllers
 */
record TopicRules(Set<String> controllers) {

  private static final Set<String> SPOKEN = Set.of("reported", "presence");
  private static final Set<String> HEARD = Set.of("desired", "cmd");
  private static final Set<String> HEARD_OF_RING = Set.of("desired", "resync");
  private static final int RING_LEVELS = 6;
  private static final int GATEWAY_LEVELS = 7;

  TopicRules {
    controllers = Set.copyOf(controllers);
  }

  /** Whether a client is a controller. */
  boolean commands(String name) {
    return controllers.contains(name);
  }

  /** Whether a client may publish to an address of the broker. */
  boolean mayPublish(String name, String address) {
    return commands(name) || ofGateway(name, levels(address), SPOKEN);
  }

  /** Whether a client may subscribe to an address of the broker; gateways need no wildcards. */
  boolean maySubscribe(String name, String address) {
    List<String> levels = levels(address);
    boolean ofRing =
        levels.size() == RING_LEVELS
            && ours(levels)
            && levels.get(3).equals("ring")
            && HEARD_OF_RING.contains(levels.get(5));
    return commands(name) || ofRing || ofGateway(name, levels, HEARD);
  }

  private static boolean ofGateway(String name, List<String> levels, Set<String> leaves) {
    return levels.size() == GATEWAY_LEVELS
        && ours(levels)
        && levels.get(4).equals("gw")
        && levels.get(5).equals(name)
        && leaves.contains(levels.get(6));
  }

  private static boolean ours(List<String> levels) {
    return levels.get(0).equals("rq")
        && levels.get(1).equals("1")
        && levels.stream().noneMatch(level -> level.equals("*") || level.equals("#"));
  }

  /**
   * Levels of a topic from Artemis's form of it: dots between them, a backslash before a dot that
   * is part of one.
   */
  private static List<String> levels(String address) {
    List<String> levels = new ArrayList<>();
    StringBuilder level = new StringBuilder();
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '\\' && i + 1 < address.length()) {
        level.append(address.charAt(++i));
      } else if (c == '.') {
        levels.add(level.toString());
        level.setLength(0);
      } else {
        level.append(c);
      }
    }
    levels.add(level.toString());
    return levels;
  }
}
