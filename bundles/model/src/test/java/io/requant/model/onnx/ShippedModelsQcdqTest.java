package io.requant.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.model.arithmetic.InputEncoder;
import io.requant.model.dataset.DataSets;
import io.requant.model.dataset.LabelledImages;
import io.requant.model.dataset.Split;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.graph.Normalisation;
import io.requant.model.graph.Shape;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.Program;
import io.requant.model.reference.ReferenceExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The shipped models, exported as QCDQ and run by ONNX Runtime, choose the class that the reference
 * executor chooses, on at least 99.9 % of the images: that is on all of the 300 sample images (of
 * ResNet20 on the first 30 to 150, since the reference takes its time), or with {@code
 * -Drequant.data=DIR} on 999 of the first 1,000 test images of the model's own data set:
 *
 * <pre>./mvnw -o verify -pl bundles/model -Dtest='ShippedModelsQcdqTest' -Drequant.data=DIR</pre>
 *
 * <p>ONNX Runtime adds floats, we add integers: now and then a sum falls on the other side of a
 * half. So logits may differ, the more the coarser the steps are, and where two classes are all but
 * equal the choice can differ too.
 */
class ShippedModelsQcdqTest {

  private static final Path MODELS = Path.of("../../models");
  private static final String DATA = System.getProperty("requant.data");
  private static final int TEST_IMAGES = 1000;
  private static final double SAME_CLASS = 0.999;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "resnet20.rqm, w8a8, 150",
    "resnet20.rqm, w6a6, 30",
    "resnet20.rqm, w4a4, 60",
    "resnet20.rqm, w3a3, 30",
    "resnet20.rqm, w2a2, 60",
    "resnet20.rqm, level-75, 30",
    "resnet20.rqm, level-50, 30",
    "resnet20.rqm, level-25, 60",
    "resnet20-sqs.rqm, sqs, 60",
    "dsc.rqm, w8a8, 300",
    "mnist-cnn.rqm, w8a8, 300",
    "mnist-cnn.rqm, w6a6, 300",
    "mnist-cnn.rqm, w5a5, 300",
    "mnist-cnn.rqm, w4a4, 300"
  })
  void onnx_runtime_chooses_our_class(String file, String name, int most) throws IOException {
    Model model = ModelFile.read(MODELS.resolve(file));
    Network network = model.network().orElseThrow();
    Policy policy = model.policy(name);
    LabelledImages images = images(model, most);
    Normalisation normalisation = network.graph().normalisation();
    InputEncoder encoder = new InputEncoder(normalisation, network.inputScale());
    Program program = Program.of(network, policy);
    ReferenceExecutor reference = new ReferenceExecutor(program);
    Shape shape = images.shape();
    ByteBuffer input = ByteBuffer.allocate(shape.size());
    IntBuffer logits = IntBuffer.allocate(program.outputSize());
    int sameClass = 0;
    int identical = 0;
    double largest = 0;
    try (OrtModel exported = new OrtModel(QcdqExporter.export(network, policy))) {
      for (int i = 0; i < images.count(); i++) {
        encoder.encode(images.image(i), input.clear());
        reference.infer(input.flip(), logits);
        float[] real = normalised(images.image(i), normalisation);
        float[] theirs =
            exported.run(
                OrtModel.channelsFirst(real, shape),
                1,
                shape.channels(),
                shape.height(),
                shape.width());
        double[] ours = new double[theirs.length];
        double difference = 0;
        for (int c = 0; c < ours.length; c++) {
          ours[c] = logits.get(c) * program.logitScale();
          difference = Math.max(difference, Math.abs(ours[c] - theirs[c]));
        }
        largest = Math.max(largest, difference);
        identical += difference < 0.01 * program.logitScale() ? 1 : 0;
        sameClass += largest(ours) == largest(widened(theirs)) ? 1 : 0;
      }
    }
    String outcome =
        String.format(
            Locale.ROOT,
            "%s %s: same class on %d of %d images, identical logits on %d; largest difference %.4f (%.0f steps)",
            file,
            name,
            sameClass,
            images.count(),
            identical,
            largest,
            largest / program.logitScale());
    System.out.println(outcome);
    assertThat(sameClass)
        .as(outcome)
        .isGreaterThanOrEqualTo((int) Math.ceil(SAME_CLASS * images.count()));
  }

  /** Test images of the model's data set, or the sample, cut and greyed to what it reads. */
  private LabelledImages images(Model model, int most) throws IOException {
    if (DATA != null) {
      String dataset = model.provenance().get("dataset");
      return DataSets.open(Path.of(DATA), dataset, Split.TEST, TEST_IMAGES);
    }
    Files.copy(MODELS.resolve("samples/cifar10-sample.bin"), directory.resolve("test_batch.bin"));
    Files.writeString(directory.resolve("batches.meta.txt"), "class\n".repeat(10));
    LabelledImages sample = DataSets.open(directory, "cifar10", Split.TEST, most);
    Shape wanted = model.graph().inputShape();
    return wanted.equals(sample.shape()) ? sample : greyCentre(sample, wanted);
  }

  private static LabelledImages greyCentre(LabelledImages sample, Shape wanted) {
    Shape from = sample.shape();
    int top = (from.height() - wanted.height()) / 2;
    int left = (from.width() - wanted.width()) / 2;
    byte[] grey = new byte[sample.count() * wanted.size()];
    int at = 0;
    for (int i = 0; i < sample.count(); i++) {
      byte[] image = sample.image(i);
      for (int y = 0; y < wanted.height(); y++) {
        for (int x = 0; x < wanted.width(); x++) {
          grey[at++] = image[((top + y) * from.width() + left + x) * from.channels() + 1];
        }
      }
    }
    return new LabelledImages(wanted, grey, new int[sample.count()], sample.classes());
  }

  private static float[] normalised(byte[] image, Normalisation normalisation) {
    float[] reals = new float[image.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = (float) normalisation.apply(i % normalisation.channels(), image[i] & 0xFF);
    }
    return reals;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static int largest(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
