package io.requant.fleet.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.model.network.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of a JSON object strictly: no type is converted, every limit is checked. Fields
 * that nobody asks for are ignored, so that a schema can grow.
 */
final class Fields {

  private final String path;
  private final ObjectNode object;

  Fields(String path, ObjectNode object) {
    this.path = path;
    this.object = object;
  }

  String text(String name, int most) throws RefusedException {
    JsonNode node = required(name);
    if (!node.isTextual() || node.textValue().length() > most) {
      throw wrong(name, "a text of at most " + most + " characters");
    }
    return node.textValue();
  }

  Optional<String> optionalText(String name, int most) throws RefusedException {
    return has(name) ? Optional.of(text(name, most)) : Optional.empty();
  }

  String id(String name) throws RefusedException {
    String id = text(name, Ids.MAX_LENGTH);
    if (!Ids.valid(id)) {
      throw wrong(name, "an id");
    }
    return id;
  }

  Digest digest(String name) throws RefusedException {
    String hex = text(name, 2 * Digest.BYTES);
    try {
      return new Digest(hex);
    } catch (IllegalArgumentException e) {
      throw wrong(name, "a SHA-256 digest");
    }
  }

  <E extends Enum<E>> E constant(Class<E> type, String name) throws RefusedException {
    String constant = text(name, Json.MAX_NAME);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(constant)) {
        return value;
      }
    }
    throw new RefusedException(
        RejectionCode.UNSUPPORTED, path + "." + name + " '" + constant + "' is not known");
  }

  long integer(String name, long least, long most) throws RefusedException {
    JsonNode node = required(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < least
        || node.longValue() > most) {
      throw wrong(name, "an integer in " + least + ".." + most);
    }
    return node.longValue();
  }

  Optional<Long> optionalInteger(String name, long least, long most) throws RefusedException {
    return has(name) ? Optional.of(integer(name, least, most)) : Optional.empty();
  }

  double number(String name, double least, double most) throws RefusedException {
    JsonNode node = required(name);
    if (!node.isNumber() || !(node.doubleValue() >= least && node.doubleValue() <= most)) {
      throw wrong(name, "a number in " + least + ".." + most);
    }
    return node.doubleValue();
  }

  Optional<Double> optionalNumber(String name, double least, double most) throws RefusedException {
    return has(name) ? Optional.of(number(name, least, most)) : Optional.empty();
  }

  boolean flag(String name) throws RefusedException {
    JsonNode node = required(name);
    if (!node.isBoolean()) {
      throw wrong(name, "true or false");
    }
    return node.booleanValue();
  }

  List<String> texts(String name, int mostTexts, int mostCharacters) throws RefusedException {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = object.get(name);
    if (!node.isArray() || node.size() > mostTexts) {
      throw wrong(name, "a list of at most " + mostTexts + " texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isTextual() || element.textValue().length() > mostCharacters) {
        throw wrong(name, "texts of at most " + mostCharacters + " characters");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  Fields object(String name) throws RefusedException {
    if (!(required(name) instanceof ObjectNode child)) {
      throw wrong(name, "an object");
    }
    return new Fields(path + "." + name, child);
  }

  Optional<Fields> optionalObject(String name) throws RefusedException {
    return has(name) ? Optional.of(object(name)) : Optional.empty();
  }

  /** Checks the schema number: another one may mean other things by the same names. */
  void requireSchema(int known) throws RefusedException {
    long schema = integer("schema", 1, Integer.MAX_VALUE);
    if (schema != known) {
      throw new RefusedException(
          RejectionCode.UNSUPPORTED,
          path + " has schema " + schema + "; this program knows " + known);
    }
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  RefusedException wrong(String name, String needed) {
    return new RefusedException(
        RejectionCode.MALFORMED, path + "." + name + ": " + needed + " is needed");
  }

  private JsonNode required(String name) throws RefusedException {
    JsonNode node = object.get(name);
    if (node == null) {
      throw new RefusedException(RejectionCode.MALFORMED, path + " lacks '" + name + "'");
    }
    return node;
  }
}
