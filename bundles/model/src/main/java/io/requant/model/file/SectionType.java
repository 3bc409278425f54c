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
  PROVENANCE(5),
  /** Weights trained for several precisions: of use in the lab only. */
  SHARED(6, Container.OPTIONAL),
  /** A gate that chooses policies: bytes of the bundle that made it. */
  GATE(7, Container.OPTIONAL),
  /** A whole sparse model, entropy coded; instead of all others. */
  PACKED(8),
  /** As {@link #SHARED}, with stored integers of more than 8 bits; older programs must refuse. */
  WIDE(9),
  /** Images that a gateway judges new engines by. */
  GOLDEN(10, Container.OPTIONAL);

  private final int code;
  private final int flags;

  SectionType(int code) {
    this(code, 0);
  }

  SectionType(int code, int flags) {
    this.code = code;
    this.flags = flags;
  }

  /** Flags of its entry in the table. */
  int flags() {
    return flags;
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
