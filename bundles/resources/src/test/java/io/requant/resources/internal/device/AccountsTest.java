package io.requant.resources.internal.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.requant.api.resource.CpuLeft;
import io.requant.api.resource.MemoryLeft;
import io.requant.resources.internal.device.CpuAccount.Look;
import io.requant.resources.internal.device.Hardware.ProcessorTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void theFirstLookSaysNothing() {
    assertThat(new CpuAccount().update(look(0, 0, 0, 0))).isEmpty();
  }

  @Test
  void whatOthersUseIsTaken() {
    CpuLeft left = after(look(1, 1_000, 500, 0));
    assertThat(left.capacityCores()).isEqualTo(2);
    assertThat(left.leftCores()).isCloseTo(0.5, within(1e-9));
    assertThat(left.limit()).isEqualTo("machine");
  }

  @Property(tries = 200, seed = "20240809")
  void whatWeUseOurselvesIsNotTaken(
      @ForAll @DoubleRange(min = 0, max = 1) double others,
      @ForAll @DoubleRange(min = 0, max = 1) double own) {
    long busy = Math.round((others + own) * 500);
    CpuLeft left = after(look(1, busy, busy, Math.round(own * SECOND)));
    assertThat(left.leftCores()).isCloseTo(2 - others, within(0.003));
    assertThat(left.ownCores()).isCloseTo(own, within(1e-6));
  }

  @Test
  void aQuotaIsSharedWithTheGroupOnly() {
    // Half a processor is allowed; the group used 0.4 of it, 0.3 of that is ours.
    CpuLeft left =
        after(
            look(1, 0, 400, 300_000_000, group("/app", 0.5, 400_000_000)),
            look(0, 0, 0, 0, group("/app", 0.5, 0)));
    assertThat(left.capacityCores()).isEqualTo(0.5);
    assertThat(left.leftCores()).isCloseTo(0.4, within(1e-9));
    assertThat(left.share()).isCloseTo(0.8, within(1e-9));
    assertThat(left.limit()).isEqualTo("/app");
  }

  @Test
  void aBusyMachineLimitsMoreThanAWideQuota() {
    CpuLeft left =
        after(
            look(1, 1_000, 800, 0, group("/app", 1.5, 0)), look(0, 0, 0, 0, group("/app", 1.5, 0)));
    assertThat(left.leftCores()).isCloseTo(0.2, within(1e-9));
    assertThat(left.limit()).isEqualTo("machine");
  }

  @Test
  void processorsThatWeMayNotUseDoNotCount() {
    BitSet second = new BitSet();
    second.set(1);
    CpuAccount account = new CpuAccount();
    account.update(new Look(0, times(0, 0), Optional.of(second), 0, List.of()));
    CpuLeft left =
        account
            .update(new Look(SECOND, times(1_000, 250), Optional.of(second), 0, List.of()))
            .orElseThrow();
    assertThat(left.capacityCores()).isEqualTo(1);
    assertThat(left.share()).isCloseTo(0.75, within(1e-9));
  }

  @Property(tries = 300, seed = "20240810")
  void countersThatLieGiveAShareAllTheSame(
      @ForAll long busy,
      @ForAll long total,
      @ForAll @LongRange(min = -2_000_000_000L, max = 10_000_000_000L) long own,
      @ForAll @DoubleRange(min = 0.01, max = 64) double quota) {
    CpuAccount account = new CpuAccount();
    account.update(
        new Look(
            0,
            List.of(new ProcessorTime(0, 5, 10)),
            Optional.empty(),
            0,
            List.of(group("/a", quota, 0))));
    account
        .update(
            new Look(
                SECOND,
                List.of(new ProcessorTime(0, busy, total)),
                Optional.empty(),
                own,
                List.of(group("/a", quota, busy))))
        .ifPresent(left -> assertThat(left.share()).isBetween(0.0, 1.0));
  }

  @Test
  void aProcessorThatHasComeCountsFromTheNextLookOn() {
    CpuAccount account = new CpuAccount();
    account.update(
        new Look(0, List.of(new ProcessorTime(0, 0, 0)), Optional.empty(), 0, List.of()));
    assertThat(account.update(look(1, 0, 0, 0)).orElseThrow().capacityCores()).isEqualTo(1);
    assertThat(account.update(look(2, 0, 0, 0)).orElseThrow().capacityCores()).isEqualTo(2);
  }

  @Test
  void memoryOfOthersIsTakenAndOursIsNot() {
    MemoryLeft left = MemoryAccount.left(1_000, 600, 100, List.of()).orElseThrow();
    assertThat(left.leftBytes()).isEqualTo(700);
    assertThat(left.limit()).isEqualTo("machine");
  }

  @Test
  void theTighterLimitOfMemoryCounts() {
    CgroupLimit group =
        new CgroupLimit(
            "/app",
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.of(400),
            OptionalLong.of(250));
    MemoryLeft left = MemoryAccount.left(1_000, 600, 100, List.of(group)).orElseThrow();
    assertThat(left.leftBytes()).isEqualTo(250);
    assertThat(left.totalBytes()).isEqualTo(400);
    assertThat(left.limit()).isEqualTo("/app");
  }

  @Property(tries = 200, seed = "20240811")
  void memoryThatIsMiscountedStaysWithinTheLimit(
      @ForAll @LongRange(min = 1, max = 1L << 50) long total,
      @ForAll @LongRange(min = 0, max = 1L << 51) long available,
      @ForAll @LongRange(min = 0, max = 1L << 51) long own) {
    MemoryLeft left = MemoryAccount.left(total, available, own, List.of()).orElseThrow();
    assertThat(left.share()).isBetween(0.0, 1.0);
  }

  @Test
  void listsOfProcessorsAreRead() {
    assertThat(CpuList.parse("0-2,5\n").orElseThrow().toString()).isEqualTo("{0, 1, 2, 5}");
    for (String bad : new String[] {"", "a", "3-1", "0-", "-1", "1-2-3", "0-99999999", ","}) {
      assertThat(CpuList.parse(bad)).as(bad).isEmpty();
    }
  }

  private static CpuLeft after(Look now) {
    return after(now, look(0, 0, 0, 0));
  }

  private static CpuLeft after(Look now, Look before) {
    CpuAccount account = new CpuAccount();
    account.update(before);
    return account.update(now).orElseThrow();
  }

  private static Look look(long seconds, long busy0, long busy1, long own, CgroupLimit... groups) {
    return new Look(
        seconds * SECOND,
        List.of(
            new ProcessorTime(0, busy0, seconds * 1_000),
            new ProcessorTime(1, busy1, seconds * 1_000)),
        Optional.empty(),
        own,
        List.of(groups));
  }

  private static List<ProcessorTime> times(long total, long busy1) {
    return List.of(new ProcessorTime(0, total, total), new ProcessorTime(1, busy1, total));
  }

  private static CgroupLimit group(String path, double cores, long used) {
    return new CgroupLimit(
        path,
        OptionalDouble.of(cores),
        OptionalLong.of(used),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
