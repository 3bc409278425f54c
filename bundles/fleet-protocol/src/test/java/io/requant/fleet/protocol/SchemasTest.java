package io.requant.fleet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docs/protocol/schemas says the same as the code. */
class SchemasTest {

  private static final Path SCHEMAS = Path.of("../../docs/protocol/schemas");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchema DESIRED = schema("desired");
  private static final JsonSchema REPORTED = schema("reported");
  private static final JsonSchema PRESENCE = schema("presence");
  private static final JsonSchema COMMAND = schema("command");

  private static JsonSchema schema(String name) {
    try {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(Files.readString(SCHEMAS.resolve(name + ".schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode golden(String name) throws IOException {
    return JSON.readTree(SchemasTest.class.getResourceAsStream("/golden/" + name));
  }

  @Test
  void goldenVectorsAreValid() throws IOException {
    for (String name :
        List.of(
            "desired-apply.json",
            "desired-apply-adapt.json",
            "desired-apply-gates.json",
            "desired-halt.json",
            "desired-release.json")) {
      assertThat(DESIRED.validate(golden(name))).as(name).isEmpty();
    }
    assertThat(REPORTED.validate(golden("reported.json"))).isEmpty();
    assertThat(REPORTED.validate(golden("reported-refused.json"))).isEmpty();
    assertThat(PRESENCE.validate(golden("presence.json"))).isEmpty();
    assertThat(COMMAND.validate(golden("command.json"))).isEmpty();
  }

  @Test
  void everyCodeAndPhaseIsNamed() throws IOException {
    JsonNode reported = JSON.readTree(Files.readString(SCHEMAS.resolve("reported.schema.json")));
    assertThat(reported.at("/$defs/code/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            List.of(RejectionCode.values()).stream().map(Enum::name).toList());
    assertThat(reported.at("/properties/phase/enum"))
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            List.of(io.requant.api.fleet.GatewayPhase.values()).stream().map(Enum::name).toList());
  }

  /** Every field that there is, as a JSON pointer. */
  private static List<String> fields(String at, JsonNode node) {
    List<String> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      fields.add(at + "/" + field.getKey());
      fields.addAll(fields(at + "/" + field.getKey(), field.getValue()));
    }
    return fields;
  }

  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "1",
          "10001",
          "0.5",
          "1e9",
          "true",
          "\"\"",
          "\"x\"",
          "\"a b\"",
          "[]",
          "{}",
          "[\"x\"]",
          "99999999999999999999");

  /** Every field in turn taken away or given every one of the values. */
  private static List<JsonNode> altered(String name) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String pointer : fields("", golden(name))) {
      int slash = pointer.lastIndexOf('/');
      for (int value = 0; value <= VALUES.size(); value++) {
        JsonNode whole = golden(name);
        ObjectNode parent = (ObjectNode) whole.at(pointer.substring(0, slash));
        String key = pointer.substring(slash + 1);
        if (value == VALUES.size()) {
          parent.remove(key);
        } else {
          parent.set(key, JSON.readTree(VALUES.get(value)));
        }
        all.add(whole);
      }
    }
    return all;
  }

  private interface Reader {
    void read(byte[] json) throws RefusedException;
  }

  private static boolean understood(JsonNode json, Reader reader) throws JsonProcessingException {
    try {
      reader.read(JSON.writeValueAsBytes(json));
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  private static List<String> disagreements(String name, JsonSchema schema, Reader reader)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (JsonNode json : altered(name)) {
      Set<ValidationMessage> wrong = schema.validate(json);
      if (!wrong.isEmpty() && understood(json, reader)) {
        found.add(wrong.toString());
      }
    }
    return found;
  }

  @Test
  void whatASchemaRefusesTheReaderRefusesToo() throws IOException {
    assertThat(disagreements("desired-apply-adapt.json", DESIRED, DesiredCodec::decode)).isEmpty();
    assertThat(disagreements("desired-apply-gates.json", DESIRED, DesiredCodec::decode)).isEmpty();
    assertThat(disagreements("reported.json", REPORTED, ReportedCodec::decode)).isEmpty();
    assertThat(disagreements("reported-refused.json", REPORTED, ReportedCodec::decode)).isEmpty();
    assertThat(disagreements("presence.json", PRESENCE, Presence::decode)).isEmpty();
    assertThat(disagreements("command.json", COMMAND, SignedCommand::decode)).isEmpty();
  }

  @Test
  void whatIsNoMessageIsNotValid() throws IOException {
    for (String wrong :
        List.of(
            "{}",
            "{\"schema\":1}",
            golden("desired-halt.json").toString().replace("HALT", "APPLY"),
            golden("desired-apply.json").toString().replace("\"ring\"", "\"rings\""),
            golden("desired-apply.json")
                .toString()
                .replace("\"ring\"", "\"gateway\":\"g\",\"ring\""))) {
      assertThat(DESIRED.validate(JSON.readTree(wrong))).as(wrong).isNotEmpty();
      assertThat(
              understood(
                  JSON.readTree(wrong.getBytes(StandardCharsets.UTF_8)), DesiredCodec::decode))
          .as(wrong)
          .isFalse();
    }
  }
}
