package io.requant.dscprune.internal.sensitivity;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;

/** A process that measures, writing a line for everything that it measures. */
final class OneProcess {

  private OneProcess() {}

  static List<Item> items() {
    return IntStream.rangeClosed(1, 30).<Item>mapToObj(Item.Side::new).toList();
  }

  static Finding finding(Item item) {
    return new Finding(item.key(), item.key().length() / 100.0, 1, 2);
  }

  /** Arguments: folder, log, number of items after which it dies; 0 to live. */
  public static void main(String[] arguments) throws Exception {
    Path log = Path.of(arguments[1]);
    int dies = Integer.parseInt(arguments[2]);
    int[] measured = {0};
    new ItemStore(Path.of(arguments[0]), "test")
        .all(
            items(),
            item -> {
              if (dies > 0 && ++measured[0] == dies) {
                Runtime.getRuntime().halt(9); // with the lock held and nothing written
              }
              Files.write(
                  log,
                  (item.key() + "\n").getBytes(StandardCharsets.UTF_8),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.APPEND);
              return finding(item);
            },
            (done, finding) -> {});
  }
}
