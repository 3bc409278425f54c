package io.requant.model.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Opens the official files of CIFAR-10, CIFAR-100 and MNIST in a directory, and sets made of some
 * classes of CIFAR-100.
 */
public final class DataSets {

  /** Limit that means every image. */
  public static final int ALL = Integer.MAX_VALUE;

  private static final long MAX_NAMES_FILE = 1 << 16;

  private DataSets() {}

  /** The names that {@link #open} knows. */
  public static List<String> names() {
    return List.of("cifar10", "cifar100", "mnist", ClassSelections.WILDLIFE, ClassSelections.REST);
  }

  /**
   * Reads a part of a data set into memory.
   *
   * @param directory the folder with the files, or the one that has this folder under its official
   *     name: {@code cifar-10-batches-bin}, {@code cifar-100-binary}, {@code MNIST/raw}
   * @param name one of {@link #names()}
   * @param split part; a hold-out is that of {@link Holdout#SIZE} and {@link Holdout#SEED}
   * @param limit most images, at least 1; {@link #ALL} for every one
   * @throws DataSetException if files are missing, truncated or wrong; the message names the file
   *     and what to do
   */
  public static LabelledImages open(Path directory, String name, Split split, int limit)
      throws IOException {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit of " + limit + " images; at least 1 is needed");
    }
    boolean derived = split == Split.HOLDOUT || split == Split.FIT;
    boolean test = split == Split.TEST;
    int read = derived ? ALL : limit;
    LabelledImages images =
        switch (name) {
          case "cifar10" -> cifar10(directory, test, read);
          case "cifar100" -> cifar100(directory, test, read);
          case "mnist" -> mnist(directory, test, read);
          case ClassSelections.WILDLIFE ->
              ClassSelections.wildlife(cifar100(directory, test, ALL)).first(read);
          case ClassSelections.REST ->
              ClassSelections.rest(cifar100(directory, test, ALL)).first(read);
          default ->
              throw new DataSetException(
                  "data set '" + name + "' is unknown; there are " + String.join(", ", names()));
        };
    if (!derived) {
      return images;
    }
    int total = images.count();
    if (total <= Holdout.SIZE) {
      throw new DataSetException(
          "%s in %s has %d training images; a hold-out of %d needs more"
              .formatted(name, directory, total, Holdout.SIZE));
    }
    int[] indices =
        split == Split.HOLDOUT
            ? Holdout.indices(total, Holdout.SIZE, Holdout.SEED)
            : Holdout.rest(total, Holdout.SIZE, Holdout.SEED);
    return images.select(IntStream.of(indices).limit(limit).toArray());
  }

  private static LabelledImages cifar10(Path directory, boolean test, int limit)
      throws IOException {
    Path folder =
        find(
            directory,
            List.of("cifar-10-batches-bin", ""),
            "test_batch.bin",
            "'CIFAR-10 binary version' from the page 'The CIFAR-10 dataset',"
                + " https://www.cs.toronto.edu/~kriz/cifar.html");
    CifarReader reader = new CifarReader(1, classNames(folder.resolve("batches.meta.txt"), 10));
    List<String> files = new ArrayList<>();
    if (test) {
      files.add("test_batch.bin");
    } else {
      IntStream.rangeClosed(1, 5).forEach(i -> files.add("data_batch_" + i + ".bin"));
    }
    return cifar(reader, folder, files, limit);
  }

  private static LabelledImages cifar100(Path directory, boolean test, int limit)
      throws IOException {
    Path folder =
        find(
            directory,
            List.of("cifar-100-binary", ""),
            "fine_label_names.txt",
            "'CIFAR-100 binary version' from the page 'The CIFAR-10 dataset',"
                + " https://www.cs.toronto.edu/~kriz/cifar.html");
    CifarReader reader =
        new CifarReader(2, classNames(folder.resolve("fine_label_names.txt"), 100));
    return cifar(reader, folder, List.of(test ? "test.bin" : "train.bin"), limit);
  }

  private static LabelledImages cifar(
      CifarReader reader, Path folder, List<String> files, int limit) throws IOException {
    for (String file : files) {
      if (reader.count() < limit) {
        Path path = folder.resolve(file);
        try (InputStream in = open(path)) {
          reader.read(in, path.toString(), limit - reader.count());
        }
      }
    }
    return reader.images();
  }

  private static LabelledImages mnist(Path directory, boolean test, int limit) throws IOException {
    String part = test ? "t10k" : "train";
    String imagesName = part + "-images-idx3-ubyte";
    Path folder =
        find(
            directory,
            List.of("MNIST/raw", "raw", ""),
            imagesName,
            "the four files of 'The MNIST database of handwritten digits',"
                + " http://yann.lecun.com/exdb/mnist");
    Path images = plainOrPacked(folder.resolve(imagesName));
    Path labels = plainOrPacked(folder.resolve(part + "-labels-idx1-ubyte"));
    List<String> classes = IntStream.range(0, 10).mapToObj(Integer::toString).toList();
    try (InputStream imageIn = open(images);
        InputStream labelIn = open(labels)) {
      return IdxReader.read(
          new IdxReader.Source(imageIn, images.toString()),
          new IdxReader.Source(labelIn, labels.toString()),
          classes,
          limit);
    } catch (ZipException e) {
      throw new DataSetException(
          images + " or " + labels + ": damaged (" + e.getMessage() + "): get it again", e);
    }
  }

  private static Path plainOrPacked(Path plain) {
    return Files.exists(plain) ? plain : plain.resolveSibling(plain.getFileName() + ".gz");
  }

  private static Path find(Path directory, List<String> folders, String marker, String source)
      throws DataSetException {
    for (String folder : folders) {
      Path candidate = directory.resolve(folder);
      if (Files.exists(plainOrPacked(candidate.resolve(marker)))) {
        return candidate;
      }
    }
    throw new DataSetException(
        "%s: found neither %s; get %s and unpack it there"
            .formatted(
                directory.toAbsolutePath(),
                String.join(
                    " nor ",
                    folders.stream().map(f -> f.isEmpty() ? marker : f + "/" + marker).toList()),
                source));
  }

  private static InputStream open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new DataSetException(path + ": the file is missing; unpack the data set again");
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    if (!path.toString().endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (IOException e) {
      in.close();
      throw new DataSetException(path + ": damaged (" + e.getMessage() + "): get it again", e);
    }
  }

  private static List<String> classNames(Path path, int expected) throws IOException {
    if (!Files.isRegularFile(path) || Files.size(path) > MAX_NAMES_FILE) {
      throw new DataSetException(
          path + ": the file with the names of the classes is missing or too large");
    }
    List<String> names = Files.readAllLines(path).stream().filter(l -> !l.isBlank()).toList();
    if (names.size() != expected) {
      throw new DataSetException(
          "%s: %d names; %d are expected".formatted(path, names.size(), expected));
    }
    return names;
  }
}
