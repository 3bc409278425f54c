package io.requant.lab.internal;

import io.requant.api.command.VerbException;
import io.requant.api.method.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the options that only the chosen method knows. */
final class MethodArguments {

  private MethodArguments() {}

  /**
   * Values by setting.
   *
   * @param words {@code --name value} or {@code --name=value}
   * @throws VerbException if a name is unknown, given twice or without a value
   */
  static Map<String, String> parse(String method, List<Setting> settings, List<String> words) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (settings.stream().noneMatch(s -> name.equals("--" + s.name()))) {
        throw new VerbException(
            "compress %s: unknown option '%s'; it has %s"
                .formatted(
                    method,
                    word,
                    settings.stream().map(s -> "--" + s.name()).collect(Collectors.joining(" "))));
      }
      if (equals < 0 && i + 1 == words.size()) {
        throw new VerbException("compress " + method + ": " + name + " needs a value");
      }
      String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
      if (values.put(name.substring(2), value) != null) {
        throw new VerbException("compress " + method + ": " + name + " is given twice");
      }
    }
    return values;
  }

  /** The settings for a help text. */
  static String help(List<Setting> settings) {
    StringBuilder text = new StringBuilder();
    for (Setting setting : settings) {
      text.append("      --%-18s %s".formatted(setting.name(), setting.description()));
      if (!setting.defaultValue().isEmpty()) {
        text.append(" (default: ").append(setting.defaultValue()).append(')');
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
