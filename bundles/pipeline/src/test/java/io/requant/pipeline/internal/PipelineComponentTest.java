package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.component.ComponentConstants;
import org.osgi.service.component.ComponentContext;

class PipelineComponentTest {

  @TempDir Path directory;

  private PipelineConfig config(Path model, String policy) {
    return new Config(model.toString(), directory.resolve("state").toString(), policy, 32);
  }

  private Path model(Model model) throws IOException {
    Path file = directory.resolve("tiny.rqm");
    ModelFile.write(model, file);
    return file;
  }

  private Path tiny() throws IOException {
    return model(
        new Model(Optional.empty(), Optional.of(TestModel.NETWORK), Rig.POLICIES, Map.of()));
  }

  @Test
  void aModelFileIsLoadedAndComputedByTheBackendThatComes() throws IOException {
    PipelineComponent component = new PipelineComponent(config(tiny(), "w4a4"));
    try {
      FakeBackend backend = new FakeBackend("a");
      component.bindBackend(backend, backend.properties(0, 1));
      component.bindCamera(
          sink -> {
            sink.accept(TestModel.frame(0, 3));
            return () -> {};
          });
      Rig.await("a result", () -> component.pipeline().ledger().inferred() == 1);
      assertThat(component.pipeline().network().digest()).isEqualTo(TestModel.NETWORK.digest());
      assertThat(component.pipeline().policies()).isEqualTo(Rig.POLICIES);
      assertThat(component.pipeline().status().engine().orElseThrow().policy()).isEqualTo("w4a4");
      assertThat(component.pipeline().backends())
          .extracting(BackendInsight.Line::active)
          .containsExactly(true);
      component.unbindBackend(backend);
      assertThat(backend.latest().closed()).isTrue();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void aModelThatIsNotThereOrNoModelLeavesNoPipelineBehind() throws IOException {
    Path missing = directory.resolve("missing.rqm");
    assertThatThrownBy(() -> new PipelineComponent(config(missing, "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.rqm");
    Path nonsense = Files.writeString(directory.resolve("nonsense.rqm"), "nonsense");
    assertThatThrownBy(() -> new PipelineComponent(config(nonsense, "")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nonsense.rqm");
    Path none =
        model(new Model(Optional.empty(), Optional.of(TestModel.NETWORK), List.of(), Map.of()));
    assertThatThrownBy(() -> new PipelineComponent(config(none, "")))
        .hasMessageContaining("has no policy");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("requant-watchdog");
  }

  @Test
  void anUnknownInitialPolicyIsNamedWithThoseThereAre() {
    assertThatThrownBy(() -> new PipelineComponent(config(tiny(), "w9a9")))
        .hasMessageContaining("w9a9")
        .hasMessageContaining("[w8a8, w4a4, w2a2]");
  }

  @Test
  void aChangeIsTakenUpWhileFramesWait() throws IOException {
    Path model = tiny();
    PipelineComponent component = new PipelineComponent(config(model, ""));
    try {
      VisionPipeline running = component.pipeline();
      for (int i = 0; i < 3; i++) {
        running.frames().accept(TestModel.frame(i, i));
      }
      Config smaller = new Config(model.toString(), directory.resolve("state").toString(), "", 2);
      component.modified(smaller, startsAnew());
      assertThat(component.pipeline()).isSameAs(running);
      assertThat(running.ledger().shed()).isEqualTo(1);
      assertThat(asked).isEmpty();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void aWrongChangeLeavesThePipelineAsItIs() throws IOException {
    Path model = tiny();
    PipelineComponent component = new PipelineComponent(config(model, ""));
    try {
      component.pipeline().frames().accept(TestModel.frame(0, 0));
      Config wrong = new Config(model.toString(), directory.resolve("state").toString(), "", 0);
      component.modified(wrong, startsAnew());
      assertThat(component.pipeline().ledger().inFlight()).isEqualTo(1);
      assertThat(asked).isEmpty();
    } finally {
      component.deactivate();
    }
  }

  @Test
  void anotherModelOrFirstPolicyIsAnotherPipeline() throws IOException {
    Path model = tiny();
    PipelineComponent component = new PipelineComponent(config(model, ""));
    try {
      component.modified(config(model, "w4a4"), startsAnew());
      component.modified(config(directory.resolve("other.rqm"), ""), startsAnew());
      assertThat(asked)
          .containsExactly(
              "disableComponent pipeline",
              "enableComponent pipeline",
              "disableComponent pipeline",
              "enableComponent pipeline");
    } finally {
      component.deactivate();
    }
  }

  private final List<String> asked = new ArrayList<>();

  /** A context that notes what it is asked to do. */
  private ComponentContext startsAnew() {
    return (ComponentContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ComponentContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getProperties")) {
                return FrameworkUtil.asDictionary(
                    Map.of(ComponentConstants.COMPONENT_NAME, "pipeline"));
              }
              asked.add(method.getName() + " " + arguments[0]);
              return null;
            });
  }

  /** A configuration with the defaults that the annotation documents. */
  private record Config(String model, String stateDirectory, String policy, int ringCapacity)
      implements PipelineConfig {

    private static Object byDefault(String name) {
      try {
        return PipelineConfig.class.getMethod(name).getDefaultValue();
      } catch (NoSuchMethodException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String backend_prefer() {
      return (String) byDefault("backend_prefer");
    }

    @Override
    public long drainMillis() {
      return (long) byDefault("drainMillis");
    }

    @Override
    public long prepareTimeoutMillis() {
      return (long) byDefault("prepareTimeoutMillis");
    }

    @Override
    public long inferTimeoutMillis() {
      return (long) byDefault("inferTimeoutMillis");
    }

    @Override
    public long keepWarmMillis() {
      return (long) byDefault("keepWarmMillis");
    }

    @Override
    public long bridgeMillis() {
      return (long) byDefault("bridgeMillis");
    }

    @Override
    public int warmInferences() {
      return (int) byDefault("warmInferences");
    }

    @Override
    public int confirmFrames() {
      return (int) byDefault("confirmFrames");
    }

    @Override
    public int maxFailures() {
      return (int) byDefault("maxFailures");
    }

    @Override
    public int readyEngines() {
      return (int) byDefault("readyEngines");
    }

    @Override
    public int maxAttempts() {
      return (int) byDefault("maxAttempts");
    }

    @Override
    public long displayTimeoutMillis() {
      return (long) byDefault("displayTimeoutMillis");
    }

    @Override
    public Class<? extends Annotation> annotationType() {
      return PipelineConfig.class;
    }
  }
}
