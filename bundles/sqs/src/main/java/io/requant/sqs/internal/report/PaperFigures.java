package io.requant.sqs.internal.report;

import java.util.List;
import java.util.Optional;

/** Figures that paper 2 reports; everything that a report quotes from it is here. */
final class PaperFigures {

  /** Where they are from. */
  static final String SOURCE =
      "Yao, Peng, Yu, Liu, Peng: Adaptive joint compression method for deep neural networks. Chinese"
          + " Journal of Scientific Instrument, 2023";

  /** Short name of the source. */
  static final String NAME = "paper 2";

  /** CIFAR-10, by network. */
  static final List<Row> CIFAR_10 =
      List.of(
          new Row("vgg16", "VGG16", 1.3, 94.6, 4.1, 143.0),
          new Row("resnet18", "ResNet18", 1.4, 92.1, 3.9, 101.2),
          new Row("resnet20", "ResNet20", 2.0, 89.7, 4.3, 72.0),
          new Row("resnet56", "ResNet56", 2.4, 95.1, 4.4, 151.6),
          new Row("resnet110", "ResNet110", 1.1, 93.7, 4.0, 127.9),
          new Row("mobilenetv1", "MobileNetV1", 0, 61.3, 4.6, 18.0),
          new Row("mobilenetv2", "MobileNetV2", 0.9, 62.6, 4.3, 19.7));

  /** Ratios that it reports for its own remote sensing images of four classes. */
  static final List<Other> SCENES =
      List.of(
          new Other("vgg16", "VGG16", 150.1),
          new Other("resnet18", "ResNet18", 202.7),
          new Other("resnet20", "ResNet20", 241.8),
          new Other("resnet56", "ResNet56", 253.7),
          new Other("resnet110", "ResNet110", 284.2),
          new Other("mobilenetv1", "MobileNetV1", 283.1),
          new Other("mobilenetv2", "MobileNetV2", 80.3));

  /** Ratios of other methods that it compares with. */
  static final List<Other> OTHERS =
      List.of(
          new Other("vgg16", "APRS", 5.1),
          new Other("vgg16", "HRank", 12.5),
          new Other("vgg16", "MXQN", 3.6),
          new Other("vgg16", "DSQ", 32),
          new Other("vgg16", "SQ", 25.1),
          new Other("vgg16", "DPP", 25.6),
          new Other("vgg16", "HFPQ", 45.7),
          new Other("vgg16", "SQL", 177.8),
          new Other("resnet20", "DSQ", 32),
          new Other("resnet20", "APoT", 16),
          new Other("resnet20", "HAWQ", 13.1),
          new Other("resnet20", "SQL", 35.4));

  /**
   * What it reports of a network.
   *
   * @param id our name of the network
   * @param network its name
   * @param drop points of accuracy lost
   * @param sparsity in per cent
   * @param bits mean width
   * @param ratio 32 over bits times kept part: no mask, no scales
   */
  record Row(String id, String network, double drop, double sparsity, double bits, double ratio) {}

  /**
   * A ratio alone.
   *
   * @param id our name of the network
   * @param name method or network
   * @param ratio nominal
   */
  record Other(String id, String name, double ratio) {}

  private PaperFigures() {}

  static Optional<Row> row(String id) {
    return CIFAR_10.stream().filter(row -> row.id().equals(id)).findFirst();
  }

  static List<Other> others(String id) {
    return OTHERS.stream().filter(other -> other.id().equals(id)).toList();
  }
}
