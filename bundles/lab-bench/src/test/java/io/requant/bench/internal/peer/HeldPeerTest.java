package io.requant.bench.internal.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.requant.api.report.Processor;
import io.requant.bench.internal.Home;
import io.requant.bench.internal.engine.Entry;
import io.requant.bench.internal.machine.MachineLoad;
import io.requant.bench.internal.network.Subject;
import io.requant.bench.internal.network.Subjects;
import io.requant.bench.internal.statistics.PairedRatio;
import io.requant.bench.internal.timing.Race;
import io.requant.bench.internal.timing.RaceOptions;
import io.requant.bench.internal.timing.RaceResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HeldPeerTest {

  private static final long MILLI = 1_000_000;

  @Test
  void a_test_is_changed_only_where_it_follows_the_question() {
    byte[] code = new byte[4096];
    code[10] = (byte) 0xA8;
    code[11] = (byte) 0xE0;
    code[100] = 0x0F;
    code[101] = 0x01;
    code[102] = (byte) 0xD0;
    code[700] = (byte) 0xA8;
    code[701] = (byte) 0xE0;
    assertThat(HeldLibrary.hold(code)).isEqualTo(1);
    assertThat(code[701]).isEqualTo((byte) 0xE8);
    assertThat(code[11]).isEqualTo((byte) 0xE0);
  }

  /** Both runtimes live in one process, agree, and the held one does without AVX-512. */
  @Test
  void the_held_runtime_computes_the_same_and_is_slower_where_there_is_more_than_avx2()
      throws Exception {
    assumeTrue(
        Processor.ofMachine().flags().contains("avx512_vnni"),
        "without AVX512-VNNI there is nothing to hold back");
    Subject subject = new Subjects(Home.path(), Optional.empty(), 2, 1).named("resnet20", "w8a8");
    try (Entry free =
            new OrtCandidate(new OrtRuntime(), true).on(subject).prepare(subject.policy());
        Entry held = new HeldPeer().on(subject).prepare(subject.policy())) {
      for (byte[] input : subject.inputs()) {
        free.input(input);
        free.infer();
        held.input(input);
        held.infer();
        assertThat(held.logits()).containsExactly(free.logits(), within(2.0));
      }
      RaceOptions options = new RaceOptions(MILLI, 300 * MILLI, 300 * MILLI, 10, 1);
      RaceResult race =
          new Race(List.of(free, held), options, System::nanoTime, MachineLoad::threadNanos).run();
      double slower = PairedRatio.of(race.nanos()[1], race.nanos()[0], 1).spread().median();
      assertThat(slower).isGreaterThan(1.3);
    }
  }
}
