package io.requant.model.file;

/** Kinds of sections that this version knows. */
enum SectionType {
  /** Topology. */
  GRAPH(1),
  /** Real weights and biases. */
  FLOATS(2),
  /** Integer weights on bit planes, their scales and the input scale. */
  PLANES(3),
  /** Policies. */
  POLICIES(4),
  /** Keys and values. */
  PROVENANCE(5);

  private final int code;

  SectionType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static String nameOf(int code) {
    for (SectionType type : values()) {
      if (type.code == code) {
        return type.name();
      }
    }
    return "of type " + code;
  }
}
