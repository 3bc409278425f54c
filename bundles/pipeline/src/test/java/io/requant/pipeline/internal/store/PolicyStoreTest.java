package io.requant.pipeline.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import io.requant.pipeline.internal.TestModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {

  private static final Policy INITIAL = TestModel.policy("initial");
  private static final Policy GOOD = TestModel.policy("good");
  private static final Policy NEW = TestModel.policy("new");
  private static final int MAX_ATTEMPTS = 3;

  @TempDir Path directory;

  private PolicyStore open() throws IOException {
    return open(new KilledFiles(Integer.MAX_VALUE, 0));
  }

  private PolicyStore open(StateFiles files) throws IOException {
    return new PolicyStore(directory, files, TestModel.NETWORK, INITIAL, MAX_ATTEMPTS);
  }

  /** Everything that an activation that ends well writes. */
  private static void activate(PolicyStore store, Policy policy) throws IOException {
    store.attempting(policy);
    store.desire(policy);
    store.confirm(policy);
  }

  @Test
  void anEmptyStoreWantsTheInitialPolicy() throws IOException {
    assertThat(open().wanted()).containsExactly(INITIAL);
  }

  @Test
  void whatWasActivatedIsWantedAfterARestart() throws IOException {
    activate(open(), GOOD);
    assertThat(open().wanted()).containsExactly(GOOD, INITIAL);
    assertThat(open().desired()).isEqualTo(GOOD);
  }

  @Test
  void aPolicyThatIsNotYetConfirmedIsWantedBeforeTheLastKnownGoodOne() throws IOException {
    activate(open(), GOOD);
    PolicyStore store = open();
    store.attempting(NEW);
    store.desire(NEW);
    assertThat(open().wanted()).containsExactly(NEW, GOOD, INITIAL);
  }

  @Test
  void aPolicyThatTakesTheGatewayDownTooOftenIsPassedOver() throws IOException {
    activate(open(), GOOD);
    open().desire(NEW);
    for (int start = 0; start < MAX_ATTEMPTS; start++) {
      PolicyStore store = open();
      assertThat(store.desired()).as("start %d", start).isEqualTo(NEW);
      store.attempting(NEW);
    }
    assertThat(open().desired()).isEqualTo(GOOD);
  }

  @Test
  void severalEnginesInOneActivationAreOneAttempt() throws IOException {
    PolicyStore store = open();
    for (int i = 0; i < 2 * MAX_ATTEMPTS; i++) {
      store.attempting(INITIAL);
    }
    activate(store, GOOD);
    open().desire(NEW);
    PolicyStore next = open();
    next.attempting(NEW);
    next.attempting(NEW);
    next.attempting(NEW);
    assertThat(open().desired()).isEqualTo(NEW);
  }

  @Test
  void anActivationThatFailedWithoutACrashDoesNotCount() throws IOException {
    open().desire(NEW);
    for (int start = 0; start < 2 * MAX_ATTEMPTS; start++) {
      PolicyStore store = open();
      store.attempting(NEW);
      store.survived();
    }
    assertThat(open().desired()).isEqualTo(NEW);
  }

  @Test
  void aPreferenceHoldsUntilTheConfigurationPrefersAnother() throws IOException {
    assertThat(open().preferred("pi")).isEqualTo("pi");
    open().prefer("pi", "fpga");
    assertThat(open().preferred("pi")).isEqualTo("fpga");
    assertThat(open().preferred("")).as("the configuration is newer").isEmpty();
    open().prefer("pi", "");
    assertThat(open().preferred("pi")).as("none, and on purpose").isEmpty();
  }

  @Test
  void aPreferenceThatCannotBeReadIsNoneAndOneThatCannotBeWrittenIsRefused() throws IOException {
    PolicyStore store = open();
    for (String damaged :
        List.of("", "pi", "pi\nfpga", "pi\nfpga\nmore", "\u0000\nb\n", "x".repeat(5000))) {
      Files.writeString(directory.resolve(PolicyStore.PREFERENCE), damaged);
      assertThat(store.preferred("pi")).as("'%s'", damaged).isEqualTo("pi");
    }
    for (String hostile : List.of("a\nb", "\t", "y".repeat(PreferenceNote.MAX_ID + 1))) {
      assertThatThrownBy(() -> store.prefer("pi", hostile)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whenThereIsNothingElseEvenACrashingPolicyIsTriedAgain() throws IOException {
    for (int start = 0; start <= MAX_ATTEMPTS; start++) {
      open().attempting(INITIAL);
    }
    assertThat(open().desired()).isEqualTo(INITIAL);
  }

  @Test
  void aStoredPolicyForAnotherNetworkIsPassedOver() throws IOException {
    Policy foreign = TestModel.policy("w4a4", TestModel.network("other", 2, 2, 3));
    Files.write(directory.resolve(PolicyStore.DESIRED), PolicyCodec.encode(foreign));
    assertThat(open().wanted()).containsExactly(INITIAL);
  }

  @Test
  void damagedFilesArePassedOverOneAfterTheOther() throws IOException {
    activate(open(), GOOD);
    open().desire(NEW);
    damage(PolicyStore.DESIRED);
    assertThat(open().desired()).isEqualTo(GOOD);
    damage(PolicyStore.LAST_GOOD);
    assertThat(open().desired()).isEqualTo(INITIAL);
    Files.write(directory.resolve(PolicyStore.MARKER), new byte[] {(byte) 0xFF, 0, '\n'});
    assertThat(open().desired()).isEqualTo(INITIAL);
    Files.write(
        directory.resolve(PolicyStore.MARKER),
        (INITIAL.digest() + " 99999999999\n").getBytes(StandardCharsets.US_ASCII));
    assertThat(open().desired()).isEqualTo(INITIAL);
  }

  private void damage(String name) throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve(name));
    content[content.length / 2] ^= 0x10;
    Files.write(directory.resolve(name), content);
  }

  @Test
  void everyTruncationOfAStoredPolicyIsNoticed() throws IOException {
    byte[] content = PolicyCodec.encode(NEW);
    for (int length = 0; length < content.length; length++) {
      Files.write(directory.resolve(PolicyStore.DESIRED), Arrays.copyOf(content, length));
      assertThat(open().desired()).as("%d bytes", length).isEqualTo(INITIAL);
    }
  }

  @Test
  void aKillAtAnyStepOfAnActivationLeavesAStateThatStartsWithTheOldOrTheNewPolicy()
      throws IOException {
    KilledFiles whole = new KilledFiles(Integer.MAX_VALUE, 0);
    activate(open(), GOOD);
    activate(open(whole), NEW);
    int steps = whole.steps;
    assertThat(steps).isGreaterThan(10);
    for (int torn = 0; torn <= 2; torn++) {
      for (int kill = 0; kill <= steps; kill++) {
        clear();
        activate(open(), GOOD);
        try {
          activate(open(new KilledFiles(kill, torn)), NEW);
          assertThat(kill).isEqualTo(steps);
        } catch (IOException killed) {
          assertThat(killed).hasMessage("killed");
        }
        assertThat(stored(PolicyStore.DESIRED)).as("whole at step %d", kill).isIn(GOOD, NEW);
        assertThat(stored(PolicyStore.LAST_GOOD)).as("whole at step %d", kill).isIn(GOOD, NEW);
        PolicyStore after = open();
        assertThat(after.desired()).as("killed at step %d", kill).isIn(GOOD, NEW);
        assertThat(after.wanted()).as("killed at step %d", kill).contains(INITIAL);
        activate(after, GOOD);
        assertThat(open().desired()).as("usable after step %d", kill).isEqualTo(GOOD);
      }
    }
    clear();
    activate(open(), NEW);
    assertThat(open().desired()).isEqualTo(NEW);
  }

  private Policy stored(String name) throws IOException {
    return PolicyCodec.decode(Files.readAllBytes(directory.resolve(name)));
  }

  private void clear() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void theFileSystemOfTheMachineTakesEveryStep() throws IOException {
    activate(open(StateFiles.ofMachine()), GOOD);
    activate(open(StateFiles.ofMachine()), NEW);
    assertThat(open().wanted()).containsExactly(NEW, INITIAL);
    assertThat(directory).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void withoutADesiredPolicyTheConfiguredOneComesBeforeTheLastKnownGood() throws IOException {
    open().confirm(GOOD);
    assertThat(open().wanted()).containsExactly(INITIAL, GOOD);
  }

  /**
   * Does so many steps, then dies; a write that it dies in is torn. A kill, unlike a power cut,
   * loses nothing that was written: syncs only count as steps.
   */
  private static final class KilledFiles implements StateFiles {
    private final StateFiles machine = StateFiles.ofMachine();
    private final int stepsToLive;
    private final int torn;
    private int steps;

    /**
     * Lives for so many steps.
     *
     * @param torn how much of a write is done at death: 0 nothing, 1 half, 2 all
     */
    KilledFiles(int stepsToLive, int torn) {
      this.stepsToLive = stepsToLive;
      this.torn = torn;
    }

    private void live() throws IOException {
      if (steps == stepsToLive) {
        throw new IOException("killed");
      }
      steps++;
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
      if (steps == stepsToLive && torn > 0) {
        machine.write(file, Arrays.copyOf(content, content.length * torn / 2));
      }
      live();
      machine.write(file, content);
    }

    @Override
    public void sync(Path file) throws IOException {
      live();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      if (steps == stepsToLive && torn == 2) {
        machine.rename(from, to);
      }
      live();
      machine.rename(from, to);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
      live();
    }

    @Override
    public void delete(Path file) throws IOException {
      if (steps == stepsToLive && torn == 2) {
        machine.delete(file);
      }
      live();
      machine.delete(file);
    }
  }

  @Property(tries = 200)
  void anyBytesInAnyFileLeaveAStoreThatOpens(
      @ForAll byte[] desired, @ForAll byte[] lastGood, @ForAll byte[] marker) throws IOException {
    directory = Files.createTempDirectory("store");
    Files.write(directory.resolve(PolicyStore.DESIRED), desired);
    Files.write(directory.resolve(PolicyStore.LAST_GOOD), lastGood);
    Files.write(directory.resolve(PolicyStore.MARKER), marker);
    assertThat(open().wanted()).isEqualTo(List.of(INITIAL));
  }

  @AfterTry
  void removeTemporary() throws IOException {
    clear();
    Files.delete(directory);
  }
}
