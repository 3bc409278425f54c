package io.requant.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Ledger;
import io.requant.api.pipeline.Pipeline;
import io.requant.api.pipeline.PipelineStatus;
import io.requant.api.pipeline.ShadowGates;
import io.requant.api.pipeline.ShedReason;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.FrameworkWiring;

/** Every way in which what computes can change while frames flow, in the assembled gateway. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HotSwapIT {

  private static final String PI = "pi";

  @Inject private Pipeline pipeline;
  @Inject private BundleContext context;

  private Ledger before;
  private String path;

  @Configuration
  public Option[] gateway() throws Exception {
    return AssembledGateway.exam("hot-swap", 200, 64);
  }

  @Before
  public void aGatewayThatInfers() throws Exception {
    Await.until("frames are inferred on pi", () -> runsOn(PI));
    inferMore(10);
    before = pipeline.ledger();
    path = path();
  }

  @After
  public void everyFrameIsAccountedFor() throws Exception {
    for (Bundle bundle : context.getBundles()) {
      if (String.valueOf(bundle.getSymbolicName()).startsWith("fixture.")) {
        bundle.uninstall();
      }
    }
    Ledger ledger = pipeline.ledger();
    assertTrue(ledger.toString(), ledger.balanced());
    assertEquals(0, ledger.lost());
  }

  @Test
  public void a_stopped_backend_that_starts_again_loses_no_frame() throws Exception {
    Bundle pi = bundle(AssembledGateway.PI);
    pi.stop();
    Await.until("there is no engine", () -> pipeline.status().engine().isEmpty());
    pi.start();
    Await.until("frames are inferred again", () -> runsOn(PI));
    inferMore(10);
    assertNothingShed();
  }

  @Test
  public void an_updated_backend_loses_no_frame() throws Exception {
    Bundle pi = bundle(AssembledGateway.PI);
    Path revision =
        FixtureJars.revision(Path.of(URI.create(originalLocation(pi))), folder(), "0.2.0");
    long swaps = pipeline.status().swaps();
    pi.stop();
    try (var in = Files.newInputStream(revision)) {
      pi.update(in);
    }
    refresh(pi);
    assertTrue("the engine before goes on meanwhile", runsOn(PI));
    inferMore(10);
    pi.start();
    Await.until("the update takes over", () -> pipeline.status().swaps() > swaps);
    inferMore(10);
    assertTrue(runsOn(PI));
    assertEquals("0.2.0", pi.getVersion().toString());
    assertEquals("a library that two class loaders want is loaded as two copies", path, path());
    assertNothingShed();
  }

  @Test
  public void an_uninstalled_backend_that_is_installed_again_loses_no_frame() throws Exception {
    Bundle pi = bundle(AssembledGateway.PI);
    Path copy = FixtureJars.revision(Path.of(URI.create(originalLocation(pi))), folder(), "0.3.0");
    pi.uninstall();
    Await.until("there is no engine", () -> pipeline.status().engine().isEmpty());
    context.installBundle(copy.toUri().toString()).start();
    Await.until("frames are inferred again", () -> runsOn(PI));
    inferMore(10);
    assertEquals("the new bundle has a library of its own", path, path());
    assertNothingShed();
  }

  @Test
  public void a_better_ranked_backend_takes_over_and_hands_back_when_it_goes() throws Exception {
    Bundle better = install("good");
    Await.until("the better one computes", () -> runsOn("fixture.good"));
    inferMore(10);
    better.uninstall();
    Await.until("pi computes again", () -> runsOn(PI));
    inferMore(10);
    assertNothingShed();
  }

  @Test
  public void without_any_backend_frames_wait_and_then_are_shed_with_the_reason() throws Exception {
    Bundle pi = bundle(AssembledGateway.PI);
    pi.stop();
    Await.until(
        "the ring is full", () -> shed(pipeline.ledger(), ShedReason.NO_BACKEND) > noBackend());
    assertTrue(pipeline.ledger().balanced());
    assertTrue(pipeline.ledger().inFlight() > 0);
    pi.start();
    Await.until("frames are inferred again", () -> runsOn(PI));
    inferMore(10);
    assertEquals(
        "frames are shed for no other reason",
        pipeline.ledger().shed() - before.shed(),
        shed(pipeline.ledger(), ShedReason.NO_BACKEND) - noBackend());
  }

  @Test
  public void a_backend_that_throws_when_preparing_changes_nothing() throws Exception {
    install("throws_in_prepare");
    inferMore(100);
    assertTrue(runsOn(PI));
    assertNothingShed();
  }

  @Test
  public void a_backend_that_hangs_when_preparing_changes_nothing() throws Exception {
    install("hangs_in_prepare");
    inferMore(200);
    assertTrue(runsOn(PI));
    assertNothingShed();
  }

  @Test
  public void a_backend_that_starts_to_throw_is_left_and_no_frame_is_lost() throws Exception {
    long swaps = pipeline.status().swaps();
    install("throws_in_infer");
    Await.until("it took over and was left", () -> pipeline.status().swaps() >= swaps + 2);
    Await.until("pi computes again", () -> runsOn(PI));
    inferMore(50);
    assertNothingShed();
  }

  @Test
  public void a_backend_that_starts_to_hang_is_left_and_the_gateway_goes_on() throws Exception {
    long swaps = pipeline.status().swaps();
    install("hangs_in_infer");
    Await.until("it took over and was left", () -> pipeline.status().swaps() >= swaps + 2);
    Await.until("pi computes again", () -> runsOn(PI));
    inferMore(50);
    assertTrue(pipeline.ledger().balanced());
  }

  @Test
  public void a_policy_is_activated_after_shadowing_and_no_frame_is_lost() throws Exception {
    ShadowGates gates = new ShadowGates(5, 0, Duration.ofSeconds(1), Duration.ofSeconds(5));
    for (String name : new String[] {"w4a4", "w8a8"}) {
      var policy =
          pipeline.policies().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
      Activation activation = pipeline.activate(policy, gates).get(10, TimeUnit.SECONDS);
      assertTrue(activation.message(), activation.succeeded());
      inferMore(10);
      assertEquals(name, pipeline.status().engine().orElseThrow().policy());
    }
    assertNothingShed();
  }

  @Test
  public void a_changed_configuration_is_taken_up_and_no_frame_is_lost() throws Exception {
    Object service = context.getServiceReference(Pipeline.class).getProperty("service.id");
    Path file = folder().resolve("etc/io.requant.pipeline.cfg");
    String original = Files.readString(file);
    assertFalse("an engine outlives its backend", endsWithItsBackend());
    try {
      Files.writeString(file, original + "bridgeMillis=0\n");
      Await.until("an engine ends with its backend", this::endsWithItsBackend);
      inferMore(10);
      assertEquals(
          "the same pipeline",
          service,
          context.getServiceReference(Pipeline.class).getProperty("service.id"));
      assertNothingShed();
    } finally {
      Files.writeString(file, original);
      Await.until("an engine outlives its backend again", () -> !endsWithItsBackend());
    }
  }

  private boolean endsWithItsBackend() {
    try {
      Bundle pi = bundle(AssembledGateway.PI);
      long swaps = pipeline.status().swaps();
      pi.stop();
      boolean ended = pipeline.status().engine().isEmpty();
      pi.start();
      Await.until("pi computes", () -> runsOn(PI) && pipeline.status().swaps() > swaps);
      return ended;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Bundle install(String fixture) throws Exception {
    Bundle bundle =
        context.installBundle(folder().resolve("fixture." + fixture + ".jar").toUri().toString());
    bundle.start();
    return bundle;
  }

  private Path folder() {
    return Path.of(System.getProperty("itest.folder"));
  }

  private static String originalLocation(Bundle bundle) throws Exception {
    String location = bundle.getLocation();
    return location.startsWith("reference:") ? location.substring("reference:".length()) : location;
  }

  private boolean runsOn(String backend) {
    PipelineStatus status = pipeline.status();
    return status.engine().filter(engine -> engine.backend().equals(backend)).isPresent();
  }

  /** Native where the build had a C compiler. */
  private String path() {
    return pipeline.status().engine().orElseThrow().path();
  }

  private void inferMore(int frames) throws Exception {
    CountDownLatch results = new CountDownLatch(frames);
    try (var subscription = pipeline.subscribe(result -> results.countDown())) {
      assertTrue("results come", results.await(20, TimeUnit.SECONDS));
    }
  }

  private void assertNothingShed() {
    assertEquals(before.shedByReason(), pipeline.ledger().shedByReason());
  }

  private long noBackend() {
    return shed(before, ShedReason.NO_BACKEND);
  }

  private static long shed(Ledger ledger, ShedReason reason) {
    return ledger.shedByReason().getOrDefault(reason, 0L);
  }

  private Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(b -> name.equals(b.getSymbolicName()))
        .findFirst()
        .orElseThrow();
  }

  private void refresh(Bundle bundle) throws Exception {
    CountDownLatch refreshed = new CountDownLatch(1);
    context
        .getBundle(0)
        .adapt(FrameworkWiring.class)
        .refreshBundles(List.of(bundle), event -> refreshed.countDown());
    assertTrue(refreshed.await(20, TimeUnit.SECONDS));
  }
}
