package io.requant.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {

  @TempDir private Path folder;

  @Test
  void nameAndExtensionsAreRead() throws IOException {
    Path info =
        Files.writeString(
            folder.resolve("cpuinfo"),
            """
        processor\t: 0
        model name\t: Some Processor
        flags\t\t: fpu sse avx2 fma avx512_vnni

        processor\t: 1
        flags\t\t: fpu sse avx2 fma avx512_vnni
        """);
    assertThat(Processor.of(info).name()).isEqualTo("Some Processor");
    assertThat(Processor.of(info).flags()).containsExactly("avx2", "avx512_vnni", "fma");
  }

  @Test
  void withoutSuchAFileTheArchitectureIsItsName() {
    Processor unknown = Processor.of(folder.resolve("none"));
    assertThat(unknown.name()).isEqualTo(System.getProperty("os.arch"));
    assertThat(unknown.flags()).isEmpty();
  }
}
