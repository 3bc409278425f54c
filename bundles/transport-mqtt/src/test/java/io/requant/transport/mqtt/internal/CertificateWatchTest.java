package io.requant.transport.mqtt.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.transport.ClientCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of certificate files that change while a connection is up. */
class CertificateWatchTest {

  @TempDir static Path folder;
  @TempDir static Path elsewhere;
  private static FleetAuthority fleet;
  private static FleetAuthority strangers;

  @TempDir Path own;
  private Instant now = Instant.now();
  private int changes;
  private int touches;
  private TlsFiles files;
  private CertificateWatch watch;
  private TlsMaterial first;

  @BeforeAll
  static void authorities() throws Exception {
    fleet = new FleetAuthority(folder, "gw-1", "gw-2");
    Files.copy(fleet.store("gw-1"), folder.resolve("first.p12"));
    fleet.issue("gw-1");
    Files.copy(fleet.password(), elsewhere.resolve("password"));
    strangers = new FleetAuthority(elsewhere, "gw-1");
  }

  @BeforeEach
  void begin() throws IOException {
    files = new TlsFiles(own.resolve("gw.p12"), own.resolve("trust.p12"), own.resolve("password"));
    Files.copy(folder.resolve("first.p12"), files.keyStore());
    Files.copy(fleet.store("trust"), files.trustStore());
    Files.copy(fleet.password(), files.passwordFile());
    Clock clock =
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    watch = new CertificateWatch("test", files, clock, () -> changes++);
    first = watch.inUse();
  }

  /** Files change within a millisecond here, on a gateway they do not. */
  private void put(Path source) throws IOException {
    FleetAuthority.replace(files.keyStore(), source);
    Files.setLastModifiedTime(files.keyStore(), FileTime.from(now.plusSeconds(++touches)));
  }

  private void lookTwice() {
    watch.look();
    watch.look();
  }

  private Optional<String> problem() {
    return watch.certificate().flatMap(ClientCertificate::problem);
  }

  private void assertRefused(String why) {
    lookTwice();
    assertThat(watch.candidate()).isEmpty();
    assertThat(problem().orElse("none")).contains(why).contains(files.keyStore().toString());
    assertThat(watch.certificate().orElseThrow().notAfter()).isEqualTo(first.notAfter());
  }

  @Test
  void theCertificateInUseIsKnownWithItsEnd() {
    assertThat(watch.certificate().orElseThrow().notAfter())
        .isBetween(now.plus(Duration.ofDays(364)), now.plus(Duration.ofDays(366)));
    assertThat(problem()).isEmpty();
    assertThat(changes).isEqualTo(1);
    lookTwice();
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void aRenewedCertificateIsInUseOnlyOnceABrokerHasTakenIt() throws Exception {
    put(fleet.store("gw-1"));
    watch.look();
    assertThat(watch.candidate()).as("it may still be written").isEmpty();
    watch.look();
    TlsMaterial renewed = watch.candidate().orElseThrow();
    assertThat(watch.inUse()).isSameAs(first);
    watch.accepted(renewed);
    assertThat(watch.inUse()).isSameAs(renewed);
    assertThat(watch.candidate()).isEmpty();
    assertThat(watch.certificate().orElseThrow().notAfter()).isEqualTo(renewed.notAfter());
    lookTwice();
    assertThat(watch.candidate()).isEmpty();
  }

  @Test
  void whatABrokerRefusesIsNotUsedAndAskedAgainMuchLater() throws Exception {
    put(fleet.store("gw-1"));
    lookTwice();
    watch.refused(watch.candidate().orElseThrow(), "not authorized");
    assertThat(problem().orElseThrow()).contains("the broker does not take it: not authorized");
    now = now.plus(CertificateWatch.ASK_AGAIN).minusSeconds(1);
    lookTwice();
    assertThat(watch.candidate()).isEmpty();
    now = now.plusSeconds(1);
    lookTwice();
    assertThat(watch.candidate()).isPresent();
    watch.accepted(watch.candidate().get());
    assertThat(problem()).isEmpty();
  }

  @Test
  void aFileThatIsTouchedButTheSameIsNotNews() throws Exception {
    put(folder.resolve("first.p12"));
    lookTwice();
    assertThat(watch.candidate()).isEmpty();
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    put(fleet.mixed("gw-2", "gw-1"));
    assertRefused("its key does not belong to its certificate");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    now = now.plus(Duration.ofDays(400));
    put(fleet.store("gw-1"));
    assertRefused("its certificate expired at");
  }

  @Test
  void aCertificateOfTomorrowIsTakenTomorrow() throws Exception {
    now = now.minus(Duration.ofDays(1));
    put(fleet.store("gw-1"));
    assertRefused("its certificate is valid from");
    now = now.plus(Duration.ofDays(2));
    lookTwice();
    assertThat(watch.candidate()).isPresent();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    put(strangers.store("gw-1"));
    assertRefused("leads to no trusted authority");
  }

  @Test
  void aCertificateOfAnotherGatewayIsRefused() throws Exception {
    put(fleet.store("gw-2"));
    assertRefused("its certificate is of CN=gw-2, that in use of CN=gw-1");
  }

  @Test
  void whatIsNoKeyStoreIsRefusedUntilTheOldOneIsBack() throws Exception {
    put(fleet.password());
    assertRefused("no PKCS#12 store with this password");
    Files.delete(files.keyStore());
    assertRefused("does not exist");
    put(folder.resolve("first.p12"));
    lookTwice();
    assertThat(problem()).isEmpty();
    assertThat(watch.candidate()).isEmpty();
  }

  @Test
  void otherAuthoritiesAreTriedOnABrokerToo() throws Exception {
    FleetAuthority.replace(files.trustStore(), strangers.store("trust"));
    lookTwice();
    assertThat(watch.candidate()).as("our own certificate is of none of them").isEmpty();
    assertThat(problem()).isPresent();
  }

  @Test
  void aStoreWithoutAKeyOrWithTwoIsRefused() {
    TlsFiles none = new TlsFiles(fleet.store("trust"), fleet.store("trust"), fleet.password());
    assertThatThrownBy(() -> TlsMaterial.of(none.read()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has 0 private keys; one is needed");
  }
}
