package io.requant.training.internal.data;

import io.requant.model.dataset.DataSetException;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.Split;
import io.requant.model.graph.Normalisation;
import io.requant.training.DataSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What training knows about a data set beyond its images.
 *
 * @param key one of {@link DataSets#names()}
 * @param normalisation usual normalisation
 * @param flips whether a mirrored image keeps its class: digits do not
 */
public record KnownData(String key, Normalisation normalisation, boolean flips) {
  private static final List<KnownData> ALL =
      List.of(
          new KnownData(
              "cifar10",
              new Normalisation(List.of(0.4914, 0.4822, 0.4465), List.of(0.2470, 0.2435, 0.2616)),
              true),
          new KnownData(
              "cifar100",
              new Normalisation(List.of(0.5071, 0.4865, 0.4409), List.of(0.2673, 0.2564, 0.2762)),
              true),
          new KnownData("mnist", new Normalisation(List.of(0.1307), List.of(0.3081)), false));

  /** Made of the classes of CIFAR-100, so never meant unless they are named. */
  private static final List<KnownData> DERIVED =
      Stream.of("wildlife", "cifar100-rest")
          .map(name -> new KnownData(name, ALL.get(1).normalisation(), true))
          .toList();

  /**
   * Reads a data set.
   *
   * @param directory one that holds the official files or their well-known folder
   * @param name one of {@link DataSets#names()}, or empty to go by what is there
   * @throws DataSetException if nothing or more than one set is found, or a file is damaged
   */
  public static DataSet read(Path directory, String name) throws IOException {
    KnownData known = name.isEmpty() ? recognise(directory) : named(name);
    return new DataSet(
        known.key,
        DataSets.open(directory, known.key, Split.TRAIN, DataSets.ALL),
        DataSets.open(directory, known.key, Split.TEST, DataSets.ALL),
        known.normalisation,
        known.flips);
  }

  private static KnownData named(String name) throws DataSetException {
    Optional<KnownData> known =
        Stream.concat(ALL.stream(), DERIVED.stream())
            .filter(data -> data.key.equals(name))
            .findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    throw new DataSetException(
        "data set '" + name + "' is unknown; there are " + String.join(", ", DataSets.names()));
  }

  private static KnownData recognise(Path directory) throws IOException {
    List<KnownData> found = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (KnownData data : ALL) {
      try {
        DataSets.open(directory, data.key, Split.TEST, 1);
        found.add(data);
      } catch (DataSetException e) {
        reasons.add(e.getMessage());
      }
    }
    if (found.isEmpty()) {
      throw new DataSetException(String.join("\n", reasons));
    }
    if (found.size() > 1) {
      throw new DataSetException(
          directory
              + " holds "
              + String.join(" and ", found.stream().map(data -> data.key).toList())
              + "; say which one is meant, or give its own folder");
    }
    return found.get(0);
  }
}
