package io.requant.bench.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetatypeOptionsTest {

  private static final String RESOURCE =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
        <OCD id="one" name="One">
          <AD id="path" type="String">
            <Option label="Fastest" value="auto"/>
            <Option label="Vector" value="vector"/>
          </AD>
          <AD id="other" type="String"><Option label="No" value="no"/></AD>
        </OCD>
        <OCD id="two" name="Two">
          <AD id="path" type="String"><Option label="Else" value="else"/></AD>
        </OCD>
        <Designate pid="io.requant.backend.pi"><Object ocdref="one"/></Designate>
        <Designate pid="another"><Object ocdref="two"/></Designate>
      </metatype:MetaData>
      """;

  private static Set<String> options(String text, String pid) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return MetatypeOptions.of(new ByteArrayInputStream(bytes), pid, "path");
  }

  @Test
  void options_are_those_of_the_attribute_of_the_pid() throws IOException {
    assertThat(options(RESOURCE, "io.requant.backend.pi")).containsExactly("auto", "vector");
    assertThat(options(RESOURCE, "none")).isEmpty();
  }

  @Test
  void what_is_no_metatype_resource_or_refers_elsewhere_is_refused() {
    assertThatThrownBy(() -> options("no XML", "pid")).isInstanceOf(IOException.class);
    String entity = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    assertThatThrownBy(() -> options(entity, "pid"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DOCTYPE");
  }
}
