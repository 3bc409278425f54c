package io.requant.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.pipeline.Activation;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.api.pipeline.AdaptationBounds;
import io.requant.api.pipeline.Ledger;
import io.requant.model.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Any sequence of backends coming and going, changes of policy and preference, and frames. */
class PipelinePropertyTest {

  private static final int BACKENDS = 3;

  /** The pipeline, and what should become of it. */
  private static final class World {
    private final Rig rig;
    private final Path state;
    private final FakeBackend[] bound = new FakeBackend[BACKENDS];
    private final int[] rankings = new int[BACKENDS];
    private final long[] ages = new long[BACKENDS];
    private final List<FakeBackend> all = new ArrayList<>();
    private final List<CompletableFuture<Activation>> changes = new ArrayList<>();
    private long age;
    private long given;

    World() {
      try {
        state = Files.createTempDirectory("pipeline");
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      rig = new Rig(state, 1000, Duration.ofSeconds(10));
    }

    private World bind(int which, int ranking) {
      FakeBackend replaced = bound[which];
      FakeBackend made = new FakeBackend("b" + which);
      // The third backend runs no w2a2.
      if (which == 2) {
        made.supporting(policy -> !policy.equals(Rig.POLICIES.get(2)));
      }
      all.add(made);
      bound[which] = made;
      rankings[which] = ranking;
      ages[which] = ++age;
      rig.bind(made, ranking);
      // As SCR does with a greedy reference: the replacement is bound first.
      if (replaced != null) {
        rig.unbind(replaced);
      }
      return this;
    }

    private World unbind(int which) {
      if (bound[which] != null) {
        FakeBackend gone = bound[which];
        bound[which] = null;
        rig.unbind(gone);
        assertThat(gone.prepared()).allSatisfy(e -> assertThat(e.closed()).isTrue());
      }
      return this;
    }

    private World activate(int policy) {
      changes.add(rig.pipeline().activate(Rig.POLICIES.get(policy), Rig.AT_ONCE));
      return this;
    }

    /** Leave to adapt, and engines that may be wanted for it. */
    private World expect(int policy) {
      Policy desired = rig.pipeline().desiredPolicy();
      changes.add(rig.pipeline().activate(desired, Rig.AT_ONCE, AdaptationBounds.OPEN));
      rig.pipeline().expect(List.of(Rig.POLICIES.get(policy), Rig.POLICIES.get(0)));
      return this;
    }

    private World prefer(int which) {
      changes.add(rig.pipeline().prefer(which == BACKENDS ? "" : "b" + which));
      return this;
    }

    private World give(int frames) {
      rig.give(frames);
      given += frames;
      return this;
    }

    private World check() {
      Ledger ledger = rig.ledger();
      assertThat(ledger.balanced()).as("%s", ledger).isTrue();
      assertThat(ledger.in()).isEqualTo(given);
      rig.assertResultsAreRight();
      for (FakeBackend backend : all) {
        assertThat(backend.prepared()).allSatisfy(e -> assertThat(e.violations()).isEmpty());
      }
      return this;
    }

    /** At rest the best backend that can run the desired policy is active. */
    private World settleAndCheck() {
      // A shadow of a live engine waits for frames: give some until all is quiet.
      Rig.await(
          "quiet",
          () -> {
            give(1);
            return changes.stream().allMatch(CompletableFuture::isDone)
                && rig.pipeline().coordinator().idle();
          });
      changes.forEach(
          change -> assertThat(Rig.get(change).outcome()).isNotEqualTo(Outcome.PREPARE_FAILED));
      // Idle can be seen a moment before the next look at the backends begins.
      Rig.await(
          "the best backend, " + expected() + ", to be active",
          () -> {
            give(1);
            return rig.active().equals(expected());
          });
      if (!rig.active().equals("nobody")) {
        rig.awaitNothingInFlight();
      }
      return check();
    }

    private String expected() {
      List<BackendInsight.Line> lines = rig.pipeline().backends();
      String preferred =
          lines.stream()
              .filter(BackendInsight.Line::preferred)
              .findFirst()
              .map(BackendInsight.Line::id)
              .orElse("");
      Policy desired = rig.pipeline().desiredPolicy();
      List<Policy> wanted = new ArrayList<>(List.of(desired));
      rig.pipeline().status().engine().ifPresent(e -> wanted.add(byName(e.policy())));
      for (Policy policy : wanted) {
        Optional<Integer> best =
            Stream.of(0, 1, 2)
                .filter(i -> bound[i] != null && bound[i].supports(null, policy).supported())
                .min(
                    Comparator.comparing((Integer i) -> !bound[i].id().equals(preferred))
                        .thenComparing(i -> -rankings[i])
                        .thenComparing(i -> ages[i]));
        if (best.isPresent()) {
          return policy.name() + "@" + bound[best.get()].id();
        }
      }
      return "nobody";
    }

    private static Policy byName(String name) {
      return Rig.POLICIES.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private void end() {
      rig.close();
      Ledger ledger = rig.ledger();
      assertThat(ledger.inFlight()).isZero();
      assertThat(ledger.inferred() + ledger.shed()).isEqualTo(ledger.in());
      for (FakeBackend backend : all) {
        assertThat(backend.prepared())
            .allSatisfy(
                engine -> {
                  assertThat(engine.closed()).isTrue();
                  assertThat(engine.violations()).isEmpty();
                });
      }
      try (Stream<Path> files = Files.list(state)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(state);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A step of the world; its name is what a failure shows. */
  private static final class Step implements Action.Independent<World> {
    private final String name;
    private final Arbitrary<Transformer<World>> arbitrary;

    Step(String name, Arbitrary<Transformer<World>> arbitrary) {
      this.name = name;
      this.arbitrary = arbitrary;
    }

    @Override
    public Arbitrary<Transformer<World>> transformer() {
      return arbitrary;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Transformer<World> step(String name, Transformer<World> change) {
    return Transformer.transform(name, world -> change.apply(world).check());
  }

  @Provide
  Arbitrary<ActionChain<World>> histories() {
    Arbitrary<Integer> which = Arbitraries.integers().between(0, BACKENDS - 1);
    Step bind =
        new Step(
            "bind",
            which.flatMap(
                b ->
                    Arbitraries.integers()
                        .between(0, 3)
                        .map(r -> step("bind b" + b + " at " + r, w -> w.bind(b, r)))));
    Step unbind = new Step("unbind", which.map(b -> step("unbind b" + b, w -> w.unbind(b))));
    Step activate = new Step("activate", which.map(p -> step("activate " + p, w -> w.activate(p))));
    Step expect = new Step("expect", which.map(p -> step("expect " + p, w -> w.expect(p))));
    Step prefer =
        new Step(
            "prefer",
            Arbitraries.integers()
                .between(0, BACKENDS)
                .map(b -> step("prefer " + b, w -> w.prefer(b))));
    Step give =
        new Step(
            "give",
            Arbitraries.integers()
                .between(1, 20)
                .map(n -> step("give " + n + " frames", w -> w.give(n))));
    Step settle = new Step("settle", Arbitraries.just(step("settle", World::settleAndCheck)));
    return ActionChain.startWith(World::new)
        .withAction(4, bind)
        .withAction(2, unbind)
        .withAction(3, activate)
        .withAction(2, expect)
        .withAction(2, prefer)
        .withAction(6, give)
        .withAction(1, settle)
        .withMaxTransformations(25);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void whateverHappensFramesAreAccountedForInOrderAndTheBestBackendIsActiveAtRest(
      @ForAll("histories") ActionChain<World> history) {
    World world = history.run();
    try {
      world.settleAndCheck();
    } finally {
      world.end();
    }
  }
}
