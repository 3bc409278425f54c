package io.requant.fleet.agent.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.fleet.GatewayPhase;
import io.requant.api.pipeline.Activation.Outcome;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.RejectionCode;
import io.requant.fleet.protocol.Reported.CommandResult;
import io.requant.fleet.protocol.SignedCommand;
import io.requant.fleet.protocol.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a gateway does when it is told to, once. */
class CommandTest {

  private final World world = new World();

  private static byte[] command(World world, long number, Command.Kind kind, SigningKey... keys) {
    return command(world, "acme", "gw-17", number, kind, Duration.ofMinutes(10), keys);
  }

  private static byte[] command(
      World world,
      String tenant,
      String gateway,
      long number,
      Command.Kind kind,
      Duration valid,
      SigningKey... keys) {
    return SignedCommand.seal(
        new Command(
            tenant, gateway, "c-" + number, number, kind, world.clock.instant().plus(valid)),
        List.of(keys.length == 0 ? new SigningKey[] {world.key} : keys));
  }

  private void refused(byte[] message, RejectionCode code) {
    int before = world.disk.saves();
    world.agent.onCommand(message);
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal().orElseThrow().code()).isEqualTo(code);
    assertThat(world.last().command()).isEmpty();
    assertThat(world.disk.saves()).as("nothing is remembered").isEqualTo(before);
  }

  @Test
  void aReportIsGivenAtOnceWithTheAnswer() {
    int before = world.reports.size();
    world.agent.onCommand(command(world, 5, Command.Kind.REPORT));
    assertThat(world.reports).hasSize(before + 1);
    CommandResult answer = world.last().command().orElseThrow();
    assertThat(answer.id()).isEqualTo("c-5");
    assertThat(answer.number()).isEqualTo(5);
    assertThat(answer.message()).isEqualTo("reports");
  }

  @Test
  void whatWasRejectedIsTriedAgainWhenItIsSaid() {
    world.receive(world.apply(1, World.B));
    for (int i = 0; i < 4; i++) {
      world.pipeline.finish(world.agent, Outcome.PREPARE_FAILED);
      assertThat(world.phase()).isEqualTo(GatewayPhase.REJECTED);
      world.agent.onCommand(command(world, 10 + i, Command.Kind.RETRY));
      assertThat(world.phase()).as("as often as it is said").isEqualTo(GatewayPhase.SHADOW);
      assertThat(world.last().command().orElseThrow().message())
          .isEqualTo("tries message 1.1 again, which was REJECTED");
    }
    world.pipeline.finish(world.agent, Outcome.ACTIVE);
    assertThat(world.phase()).isEqualTo(GatewayPhase.ACTIVE);
    world.agent.onCommand(command(world, 20, Command.Kind.RETRY));
    assertThat(world.last().command().orElseThrow().message())
        .isEqualTo("nothing to try again: message 1.1 is ACTIVE");
  }

  @Test
  void aCrashRightAfterACommandDoesNotCarryItOutTwice() {
    world.receive(world.apply(1, World.B));
    world.pipeline.finish(world.agent, Outcome.PREPARE_FAILED);
    byte[] retry = command(world, 7, Command.Kind.RETRY);
    world.agent.onCommand(retry);
    world.pipeline.finish(world.agent, Outcome.PREPARE_FAILED);
    world.boot();
    int requests = world.pipeline.requests.size();
    refused(retry, RejectionCode.REPLAYED);
    assertThat(world.pipeline.requests).hasSize(requests);
  }

  @Test
  void whatIsNotInOrderIsRefusedAndChangesNothing() {
    refused(
        command(world, "other", "gw-17", 1, Command.Kind.REPORT, Duration.ofMinutes(1)),
        RejectionCode.WRONG_TENANT);
    refused(
        command(world, "acme", "gw-18", 1, Command.Kind.REPORT, Duration.ofMinutes(1)),
        RejectionCode.WRONG_GATEWAY);
    refused(
        command(world, "acme", "gw-17", 1, Command.Kind.REPORT, Duration.ofMinutes(-6)),
        RejectionCode.EXPIRED);
    refused(
        command(world, 1, Command.Kind.REPORT, SigningKey.generate()), RejectionCode.UNKNOWN_KEY);
    refused(
        SignedCommand.seal(
            new Command(
                "acme", "gw-17", "c", 1, Command.Kind.REPORT, world.clock.instant().plusSeconds(9)),
            List.of()),
        RejectionCode.UNSIGNED);
    refused(new byte[] {1, 2, 3}, RejectionCode.MALFORMED);
    refused(new byte[SignedCommand.LIMIT + 1], RejectionCode.OVERSIZED);
    refused(world.apply(1, World.B), RejectionCode.UNSUPPORTED);
    byte[] altered = command(world, 1, Command.Kind.REPORT);
    altered[altered.length - 10] ^= 1;
    refused(altered, RejectionCode.BAD_SIGNATURE);
    world.receive(command(world, 1, Command.Kind.REPORT));
    world.pass(Duration.ofSeconds(2));
    assertThat(world.last().refusal().orElseThrow().code())
        .as("a command on the topic of what is desired")
        .isEqualTo(RejectionCode.UNSUPPORTED);
  }

  @Property(tries = 60)
  void inWhateverOrderTheyComeNumbersOnlyGrow(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 9) Integer> numbers,
      @ForAll @IntRange(max = 11) int crashAfter) {
    World gateway = new World();
    List<Long> done = new ArrayList<>();
    for (int i = 0; i < numbers.size(); i++) {
      gateway.agent.onCommand(command(gateway, numbers.get(i), Command.Kind.REPORT));
      gateway
          .last()
          .command()
          .map(CommandResult::number)
          .filter(number -> done.isEmpty() || done.get(done.size() - 1) < number)
          .ifPresent(done::add);
      if (i == crashAfter) {
        gateway.boot();
      }
    }
    List<Long> expected = new ArrayList<>();
    TreeSet<Integer> seen = new TreeSet<>();
    for (int number : numbers) {
      if (seen.isEmpty() || number > seen.last()) {
        expected.add((long) number);
      }
      seen.add(number);
    }
    assertThat(done).isEqualTo(expected);
  }
}
