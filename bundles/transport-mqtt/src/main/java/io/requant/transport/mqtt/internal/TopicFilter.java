package io.requant.transport.mqtt.internal;

/**
 * An MQTT topic filter (MQTT 5, 4.7).
 *
 * @param text the filter
 */
record TopicFilter(String text) {

  TopicFilter {
    String[] levels = text.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean wild = levels[i].equals("+") || (levels[i].equals("#") && i == levels.length - 1);
      if (!wild && (levels[i].contains("+") || levels[i].contains("#"))) {
        throw new IllegalArgumentException(
            "topic filter '" + text + "': + and # stand for whole levels, # for the last one");
      }
    }
    if (text.isEmpty()) {
      throw new IllegalArgumentException("topic filter is empty");
    }
  }

  /** Whether a message of this topic is asked for. */
  boolean matches(String topic) {
    String[] wanted = text.split("/", -1);
    String[] levels = topic.split("/", -1);
    if (topic.startsWith("$") && !wanted[0].equals(levels[0])) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].equals("#")) {
        return true;
      }
      if (i >= levels.length || !(wanted[i].equals("+") || wanted[i].equals(levels[i]))) {
        return false;
      }
    }
    return wanted.length == levels.length;
  }
}
