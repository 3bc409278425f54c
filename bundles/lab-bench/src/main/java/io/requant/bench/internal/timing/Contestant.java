package io.requant.bench.internal.timing;

/** Something that runs one inference after another on memory that it has. */
public interface Contestant {

  /** One inference. */
  void infer();
}
