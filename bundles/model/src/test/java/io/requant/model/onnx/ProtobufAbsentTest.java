package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.graph.Graph;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

/** A gateway has no protobuf: the bundle must resolve and say so. */
class ProtobufAbsentTest {

  /** The bundle's own classes and the platform's, nothing else. */
  private static ClassLoader gateway() {
    URL classes = Graph.class.getProtectionDomain().getCodeSource().getLocation();
    return new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader());
  }

  @Test
  void importSaysWhatIsMissing() throws Exception {
    ClassLoader loader = gateway();
    Class<?> importer = loader.loadClass(OnnxImporter.class.getName());
    Class<?> options = loader.loadClass(ImportOptions.class.getName());
    Object defaults = options.getMethod("defaults").invoke(null);
    Method read = importer.getMethod("read", byte[].class, options);
    assertMissing(() -> read.invoke(null, new byte[8], defaults));
  }

  @Test
  void exportSaysWhatIsMissing() throws Exception {
    ClassLoader loader = gateway();
    for (Class<?> exporter :
        new Class<?>[] {OnnxExporter.class, QcdqExporter.class, QonnxExporter.class}) {
      for (Method method : loader.loadClass(exporter.getName()).getMethods()) {
        if (method.getName().equals("export")) {
          assertMissing(() -> method.invoke(null, new Object[method.getParameterCount()]));
        }
      }
    }
  }

  private static void assertMissing(ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasMessageContaining("com.google.protobuf")
        .satisfies(
            e ->
                assertThat(e.getClass().getSimpleName())
                    .isEqualTo(OnnxUnavailableException.class.getSimpleName()));
  }

  @Test
  void theRestOfTheBundleLoads() throws Exception {
    ClassLoader loader = gateway();
    Class<?> executor = loader.loadClass("io.requant.model.reference.ReferenceExecutor");
    assertThat(executor.getConstructors()).hasSize(1);
    assertThat(executor.getClassLoader()).isSameAs(loader);
  }
}
