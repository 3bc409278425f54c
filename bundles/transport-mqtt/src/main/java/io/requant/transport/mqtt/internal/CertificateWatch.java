package io.requant.transport.mqtt.internal;

import io.requant.api.transport.ClientCertificate;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The certificate in use, and the one that is to take its place. Files that changed are looked at
 * once they have stayed the same for a whole interval; what is wrong with them is said, and what is
 * in use stays. New material is in use only after a broker has taken it. On the loop only, but for
 * {@link #certificate}.
 */
final class CertificateWatch {

  /** What was refused is looked at again after this time: clocks are set, brokers learn. */
  static final Duration RECHECK = Duration.ofMinutes(1);

  /** A broker that refused it is asked again after this time, or when the files change. */
  static final Duration ASK_AGAIN = Duration.ofHours(1);

  private static final Logger LOG = System.getLogger(CertificateWatch.class.getName());

  private final String name;
  private final TlsFiles files;
  private final Clock clock;
  private final Runnable changed;

  private Optional<TlsMaterial> inUse = Optional.empty();
  private Optional<TlsMaterial> candidate = Optional.empty();

  /** Digest of what was judged last. */
  private byte[] judged = {};

  private String stamp = "";
  private boolean settling;
  private Instant again = Instant.MAX;
  private volatile Optional<ClientCertificate> shown = Optional.empty();

  /**
   * Nothing is read yet.
   *
   * @param changed called when {@link #certificate} has changed
   */
  CertificateWatch(String name, TlsFiles files, Clock clock, Runnable changed) {
    this.name = name;
    this.files = files;
    this.clock = clock;
    this.changed = changed;
  }

  /**
   * What to connect with; read from the files the first time.
   *
   * @throws IOException that names the file that is wrong
   */
  TlsMaterial inUse() throws IOException {
    if (inUse.isEmpty()) {
      stamp = files.stamp();
      TlsFiles.Content content = files.read();
      // Whatever it is: a gateway whose clock is wrong must not lock itself out.
      use(TlsMaterial.of(content), content.digest());
    }
    return inUse.get();
  }

  private void use(TlsMaterial material, byte[] digest) {
    inUse = Optional.of(material);
    judged = digest;
    show(Optional.empty());
  }

  private void show(Optional<String> problem) {
    Optional<ClientCertificate> now =
        inUse.map(material -> new ClientCertificate(material.notAfter(), problem));
    if (!now.equals(shown)) {
      shown = now;
      changed.run();
    }
  }

  /** What is in use, and what is wrong with its successor; on any thread. */
  Optional<ClientCertificate> certificate() {
    return shown;
  }

  /** What is to be shown to a broker, and put in use if that takes it. */
  Optional<TlsMaterial> candidate() {
    return candidate;
  }

  /** Looks at the files; called from time to time. */
  void look() {
    if (inUse.isEmpty()) {
      return;
    }
    String now = files.stamp();
    if (!now.equals(stamp)) {
      // Three files are never replaced at one moment: wait until they stay as they are.
      stamp = now;
      settling = true;
      return;
    }
    boolean due = !clock.instant().isBefore(again);
    if (settling || due) {
      settling = false;
      judge(due);
    }
  }

  private void judge(boolean due) {
    TlsFiles.Content content;
    try {
      content = files.read();
      boolean problem = shown.flatMap(ClientCertificate::problem).isPresent();
      if (MessageDigest.isEqual(content.digest(), judged) && !due && !problem) {
        return;
      }
      candidate = Optional.empty();
      TlsMaterial material = TlsMaterial.of(content);
      again = Instant.MAX;
      judged = content.digest();
      if (!material.differs(inUse.get())) {
        // Another password, or the files of before once more.
        use(material, judged);
        return;
      }
      material.check(clock.instant(), inUse.get());
      candidate = Optional.of(material);
      LOG.log(
          Level.INFO,
          "{0}: certificate of {1} was renewed; asks the broker",
          name,
          material.subject());
    } catch (IOException e) {
      refuse(e.getMessage(), RECHECK);
    }
  }

  private void refuse(String problem, Duration pause) {
    candidate = Optional.empty();
    again = clock.instant().plus(pause);
    if (!shown.flatMap(ClientCertificate::problem).equals(Optional.of(problem))) {
      LOG.log(Level.ERROR, "{0}: the certificate of before stays in use: {1}", name, problem);
    }
    show(Optional.of(problem));
  }

  /** A broker took it. */
  void accepted(TlsMaterial material) {
    if (candidate.filter(c -> c == material).isPresent()) {
      candidate = Optional.empty();
      use(material, judged);
      LOG.log(
          Level.INFO,
          "{0}: certificate of {1} is in use, valid until {2}",
          name,
          material.subject(),
          material.notAfter());
    }
  }

  /** A broker that takes the one in use did not take it. */
  void refused(TlsMaterial material, String reason) {
    if (candidate.filter(c -> c == material).isPresent()) {
      refuse(files.keyStore() + ": the broker does not take it: " + reason, ASK_AGAIN);
    }
  }
}
