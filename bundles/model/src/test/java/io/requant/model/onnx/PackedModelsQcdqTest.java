package io.requant.model.onnx;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.testing.PackedModels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.LongStream;
import net.jqwik.api.Example;

/** What is read from packed files is exported as any other model. */
class PackedModelsQcdqTest {

  @Example
  void packedModelsGiveOurIntegersInOnnxRuntime() {
    LongStream.range(0, 60)
        .mapToObj(PackedModelsQcdqTest::agreement)
        .reduce(QuantizedAgreement.NONE, QuantizedAgreement::plus)
        .assertAgreement();
  }

  private static QuantizedAgreement agreement(long seed) {
    Model model = read(PackedModels.bytes(PackedModels.random(seed)));
    Network network = model.network().orElseThrow();
    Policy policy = model.policies().get(0);
    try (OrtModel ort = new OrtModel(QcdqExporter.export(network, policy), OptLevel.NO_OPT)) {
      return QuantizedAgreement.measure(
          ort, Program.of(network, policy), network.inputScale(), 5, 11);
    }
  }

  private static Model read(byte[] file) {
    try {
      return ModelFile.read(new ByteArrayInputStream(file), "packed.rqm");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
