package io.requant.backend.fpga.internal.plan;

import java.util.ArrayList;
import java.util.List;

/** Streams and nodes while they are being planned. */
final class Streams {

  private final List<StreamType> types = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  int add(StreamType type) {
    types.add(type);
    return types.size() - 1;
  }

  void add(Node node) {
    nodes.add(node);
  }

  StreamType type(int stream) {
    return types.get(stream);
  }

  List<StreamType> types() {
    return types;
  }

  List<Node> nodes() {
    return nodes;
  }
}
