package io.requant.model.onnx;

/** Asks whether protobuf is there, before a class that cannot load without it is touched. */
final class ProtobufRuntime {

  private ProtobufRuntime() {}

  /**
   * Does nothing where ONNX works.
   *
   * @throws OnnxUnavailableException where it does not
   */
  static void require() {
    try {
      Class.forName(
          "com.google.protobuf.GeneratedMessageV3", false, ProtobufRuntime.class.getClassLoader());
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      throw new OnnxUnavailableException(e);
    }
  }
}
