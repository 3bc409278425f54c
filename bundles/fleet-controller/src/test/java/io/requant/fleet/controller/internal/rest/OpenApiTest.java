package io.requant.fleet.controller.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static JsonNode document() throws Exception {
    return new ObjectMapper()
        .readTree(StaticFiles.find("/api/v1/openapi.json").orElseThrow().content());
  }

  @Test
  void theDocumentDescribesExactlyWhatIsAnswered() throws Exception {
    Operations nobody =
        (Operations)
            Proxy.newProxyInstance(
                Operations.class.getClassLoader(),
                new Class<?>[] {Operations.class},
                (proxy, method, arguments) -> {
                  throw new UnsupportedOperationException(method.getName());
                });
    Set<String> described = new TreeSet<>();
    document()
        .path("paths")
        .fields()
        .forEachRemaining(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method ->
                            described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(described).isEqualTo(new Api(nobody).routes());
  }

  @Test
  void everyReferenceInItLeadsSomewhere() throws Exception {
    JsonNode document = document();
    Set<String> references = new HashSet<>(document.findValuesAsText("$ref"));
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }
}
