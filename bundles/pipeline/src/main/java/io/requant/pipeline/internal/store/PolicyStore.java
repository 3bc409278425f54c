package io.requant.pipeline.internal.store;

import io.requant.api.pipeline.AdaptationBounds;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which policy to start with, on disk: the desired one, the last one known to be good, and a marker
 * of an activation under way.
 *
 * <p>Every file is replaced as a whole (temporary file, fsync, rename, fsync of the directory), one
 * after the other, so a kill at any moment leaves each file either old or new. The marker is
 * written before an engine is prepared and removed after its first good frames: a policy whose
 * marker was left behind too often in a row took the gateway down and is not started with again.
 *
 * <p>Files are checked when read (the policy's checksum and the network's digest); what is damaged
 * is passed over: desired, last known good, the model's initial policy. One thread writes at a
 * time; any may ask what is wanted.
 */
public final class PolicyStore {

  static final String DESIRED = "desired.rqp";
  static final String LAST_GOOD = "last-known-good.rqp";
  static final String MARKER = "attempt";
  static final String BOUNDS = "adaptation";
  static final String PREFERENCE = "preference";

  private static final System.Logger LOG = System.getLogger(PolicyStore.class.getName());
  private static final String TEMPORARY = ".tmp";

  private final Path directory;
  private final StateFiles files;
  private final Network network;
  private final Policy initial;
  private volatile Policy desired;
  private volatile AdaptationBounds bounds;
  private volatile Policy lastGood;

  /** What runs for now instead of the desired policy; null if that does. Never on disk. */
  private volatile Policy adapted;

  private Policy attempted;

  /**
   * Reads what was stored.
   *
   * @param directory exists or can be made; belongs to this store
   * @param network the network that policies must be for
   * @param initial policy to start with when none is stored
   * @param maxAttempts starts that may end before the first good frames, in a row
   * @throws IOException if the directory cannot be made
   */
  public PolicyStore(
      Path directory, StateFiles files, Network network, Policy initial, int maxAttempts)
      throws IOException {
    this.directory = directory;
    this.files = files;
    this.network = network;
    this.initial = initial;
    Files.createDirectories(directory);
    lastGood = readPolicy(LAST_GOOD).orElse(null);
    // Nothing was ever asked for: the configured policy, which may have changed since.
    desired =
        Files.exists(directory.resolve(DESIRED))
            ? readPolicy(DESIRED).orElse(lastGood == null ? initial : lastGood)
            : initial;
    int attempts = attempts(desired);
    if (attempts >= maxAttempts) {
      passOver(attempts);
    }
    bounds = storedBounds();
  }

  /** Bounds without a policy that they were set with are none: then exactly the policy runs. */
  private AdaptationBounds storedBounds() {
    if (!Files.exists(directory.resolve(DESIRED))) {
      return AdaptationBounds.OPEN;
    }
    return read(BOUNDS, BoundsNote.BYTES)
        .flatMap(BoundsNote::decode)
        .filter(note -> note.policy().equals(desired.digest()))
        .map(BoundsNote::bounds)
        .orElse(AdaptationBounds.EXACT);
  }

  private void passOver(int attempts) {
    Policy crashed = desired;
    for (Policy other : wanted()) {
      if (!other.equals(crashed)) {
        LOG.log(
            Level.ERROR,
            "the gateway ended {0} times in a row while activating policy {1}; starts with {2}",
            attempts,
            crashed,
            other);
        desired = other;
        return;
      }
    }
    LOG.log(
        Level.ERROR,
        "the gateway ended {0} times in a row while activating policy {1}, and there is no other",
        attempts,
        crashed);
  }

  /** The policy that is wanted. */
  public Policy desired() {
    return desired;
  }

  /** What may be done without being asked while that policy is wanted. */
  public AdaptationBounds bounds() {
    return bounds;
  }

  /** What is to run for now instead of the desired policy. */
  public Optional<Policy> adapted() {
    return Optional.ofNullable(adapted);
  }

  /** Runs a policy for now; the desired one ends that. */
  public void adapt(Policy policy) {
    adapted = policy.equals(desired) ? null : policy;
  }

  /**
   * What may be run, best first: the adapted policy, the desired one, the last known good one, the
   * initial one.
   */
  public List<Policy> wanted() {
    Set<Policy> wanted = new LinkedHashSet<>();
    adapted().ifPresent(wanted::add);
    wanted.add(desired);
    if (lastGood != null) {
      wanted.add(lastGood);
    }
    wanted.add(initial);
    return List.copyOf(wanted);
  }

  /**
   * Notes that a policy is about to be activated; once per activation, however many engines it
   * takes.
   */
  public void attempting(Policy policy) throws IOException {
    if (!policy.equals(attempted)) {
      replace(MARKER, new AttemptMarker(policy.digest(), attempts(policy) + 1).encoded());
      attempted = policy;
    }
  }

  /** Removes the marker: the activation ended without taking the gateway down. */
  public void survived() throws IOException {
    attempted = null;
    files.delete(directory.resolve(MARKER));
    files.syncDirectory(directory);
  }

  /** Stores the policy to start with next time, and to run exactly. */
  public void desire(Policy policy) throws IOException {
    desire(policy, AdaptationBounds.EXACT);
  }

  /**
   * Stores the policy to start with next time, and its bounds. The bounds go first: they name their
   * policy, so a kill in between leaves the old policy without any.
   */
  public void desire(Policy policy, AdaptationBounds within) throws IOException {
    desired = policy;
    bounds = within;
    adapted = null;
    if (!within.equals(AdaptationBounds.EXACT)) {
      replace(BOUNDS, new BoundsNote(policy.digest(), within).encoded());
    } else if (Files.exists(directory.resolve(BOUNDS))) {
      files.delete(directory.resolve(BOUNDS));
      files.syncDirectory(directory);
    }
    replace(DESIRED, PolicyCodec.encode(policy));
  }

  /** Stores that a policy gave good frames. */
  public void confirm(Policy policy) throws IOException {
    if (!policy.equals(lastGood)) {
      lastGood = policy;
      replace(LAST_GOOD, PolicyCodec.encode(policy));
    }
    survived();
  }

  /**
   * Which backend comes first.
   *
   * @param configured what the configuration says
   * @return what somebody preferred since under this configuration, else the configuration's
   */
  public String preferred(String configured) {
    return read(PREFERENCE, PreferenceNote.BYTES)
        .flatMap(PreferenceNote::decode)
        .filter(note -> note.configured().equals(configured))
        .map(PreferenceNote::chosen)
        .orElse(configured);
  }

  /** Stores which backend somebody prefers under a configuration. */
  public void prefer(String configured, String chosen) throws IOException {
    if (!PreferenceNote.storable(configured) || !PreferenceNote.storable(chosen)) {
      throw new IOException(
          "id of more than " + PreferenceNote.MAX_ID + " characters, or not of one line");
    }
    if (!preferred(configured).equals(chosen)) {
      replace(PREFERENCE, new PreferenceNote(configured, chosen).encoded());
    }
  }

  private int attempts(Policy policy) {
    return read(MARKER, AttemptMarker.BYTES)
        .flatMap(AttemptMarker::decode)
        .filter(marker -> marker.policy().equals(policy.digest()))
        .map(AttemptMarker::attempts)
        .orElse(0);
  }

  private Optional<Policy> readPolicy(String name) {
    return read(name, PolicyCodec.MAX_BODY).flatMap(content -> decode(name, content));
  }

  private Optional<Policy> decode(String name, byte[] content) {
    try {
      Policy policy = PolicyCodec.decode(content);
      if (policy.network().equals(network.digest())) {
        return Optional.of(policy);
      }
      LOG.log(
          Level.WARNING,
          "{0} holds policy {1} for network {2}, but the model is {3}; passed over",
          directory.resolve(name),
          policy,
          policy.network().brief(),
          network);
    } catch (IllegalArgumentException e) {
      LOG.log(
          Level.ERROR, directory.resolve(name) + " is damaged and passed over: " + e.getMessage());
    }
    return Optional.empty();
  }

  private Optional<byte[]> read(String name, long most) {
    Path file = directory.resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        return Optional.empty();
      }
      if (Files.size(file) > most) {
        LOG.log(Level.ERROR, "{0} has more than {1} bytes; passed over", file, most);
        return Optional.empty();
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      LOG.log(Level.ERROR, "cannot read " + file + "; passed over", e);
      return Optional.empty();
    }
  }

  private void replace(String name, byte[] content) throws IOException {
    Path target = directory.resolve(name);
    Path temporary = directory.resolve(name + TEMPORARY);
    files.write(temporary, content);
    files.sync(temporary);
    files.rename(temporary, target);
    files.syncDirectory(directory);
  }
}
