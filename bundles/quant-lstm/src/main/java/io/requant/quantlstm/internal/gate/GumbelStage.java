package io.requant.quantlstm.internal.gate;

import io.requant.model.quantize.Augmentation;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.level.LevelBudgets;
import io.requant.quantlstm.internal.search.Budget;
import io.requant.quantlstm.internal.search.Knapsack;
import io.requant.quantlstm.internal.search.LayerCosts;
import io.requant.training.DataSet;
import io.requant.training.EpochRecord;
import io.requant.training.Training;
import io.requant.training.TrainingConfig;
import io.requant.training.TrainingJob;
import io.requant.training.TrainingListener;
import io.requant.training.TrainingResult;
import io.requant.training.quantize.GateBudget;
import io.requant.training.quantize.GateOption;
import io.requant.training.quantize.GumbelGate;
import io.requant.training.quantize.RecurrentGate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trains a gate that has learned by imitation on through the frozen network, so that it hears what
 * its choices do together. Kept in a directory of its own and resumed from there.
 */
public final class GumbelStage {

  private static final int BATCH = 128;
  private static final int REPLICAS = 2;

  /** A run keeps some images back; with a frozen network there is nothing to choose by them. */
  private static final int SHOWN = 64;

  private static final double GATE_RATE = 2e-3;
  private static final double AVERAGED = 0.98;

  private final Training training;
  private final SharedNetwork shared;
  private final List<LayerCosts> costs;

  /**
   * How to train.
   *
   * @param epochs passes over the images, at least 1
   * @param images training images, none of them held out
   * @param seed of everything random
   */
  public record Plan(int epochs, int images, long seed) {}

  /**
   * Prepares.
   *
   * @param costs with the outer layers as wide as wanted first
   */
  public GumbelStage(Training training, SharedNetwork shared, List<LayerCosts> costs) {
    this.training = training;
    this.shared = shared;
    this.costs = List.copyOf(costs);
  }

  /**
   * Trains, or goes on.
   *
   * @param imitated the gate to start from
   * @param data the data set
   * @param fit indices of the training images that are not held out
   * @param directory of this stage; exists
   * @param resume whether to go on from what is there, if something is
   */
  public TrainedGate run(
      TrainedGate imitated,
      Plan plan,
      DataSet data,
      int[] fit,
      Path directory,
      boolean resume,
      TrainingListener listener)
      throws IOException, InterruptedException {
    int images = Math.min(plan.images(), fit.length - SHOWN);
    int batch = Math.min(BATCH, images / REPLICAS * REPLICAS);
    Augmentation augmentation = shared.augmentation();
    TrainingConfig config =
        new TrainingConfig(
            shared.graph().name(),
            plan.epochs(),
            batch,
            REPLICAS,
            plan.seed(),
            SHOWN,
            0,
            1,
            0,
            0,
            0,
            AVERAGED,
            augmentation.padding(),
            true);
    List<GateBudget> budgets = new ArrayList<>();
    for (double part : GateMaker.PARTS) {
      budget(part).ifPresent(budgets::add);
    }
    GumbelGate method = new GumbelGate(shared, gate(imitated.gate()), budgets, GATE_RATE);
    TrainingResult result =
        training.train(
            new TrainingJob(
                config,
                shared.graph(),
                only(data, fit, images + SHOWN),
                directory,
                resume && Files.exists(directory.resolve(Training.CHECKPOINT)),
                method.start(),
                method),
            listener);
    List<EpochRecord> history = result.history();
    return imitated.tuned(
        result.network().tensors().get(GumbelGate.PARAMETERS),
        history.size(),
        images,
        history.get(history.size() - 1).loss(),
        history.stream().mapToDouble(EpochRecord::seconds).sum());
  }

  /** How an epoch went, for people. */
  public static String note(EpochRecord record) {
    return String.format(
        Locale.ROOT, "loss %.4f, %.0f images/s", record.loss(), record.imagesPerSecond());
  }

  /** Training images only, so that what is held out for policies stays unseen. */
  private static DataSet only(DataSet data, int[] fit, int images) {
    return new DataSet(
        data.name(),
        data.train().select(Arrays.copyOf(fit, images)),
        data.train().select(Arrays.copyOf(fit, SHOWN)),
        data.normalisation(),
        data.flips());
  }

  /** The gate as training takes it. */
  static RecurrentGate gate(LstmGate gate) {
    GateShape shape = gate.shape();
    List<Integer> channels = new ArrayList<>();
    for (int l = 0; l < shape.layers(); l++) {
      channels.add(shape.channels(l));
    }
    return new RecurrentGate(
        channels,
        gate.options().stream()
            .map(option -> new GateOption(option.weightBits(), option.activationBits()))
            .toList(),
        GateShape.FEATURES,
        GateShape.HIDDEN,
        GateShape.LEVELS,
        gate.gains(),
        gate.parameters());
  }

  /** Costs as parts of a budget; empty if no choice is within it. */
  private Optional<GateBudget> budget(double part) {
    for (LayerCosts some : costs) {
      Budget budget = LevelBudgets.ofPart(some.graph(), some.fullBits(), part);
      int layers = some.layers().size();
      int options = some.options().size();
      if (new Knapsack(some, new double[layers][options]).solve(budget).isPresent()) {
        double[] code = new double[GateShape.LEVELS];
        GateLevel level = GateLevel.ofPart(part);
        for (int e = 0; e < code.length; e++) {
          code[e] = level.weight(e);
        }
        double[][] bops = new double[layers][options];
        double[][] bytes = new double[layers][options];
        for (int l = 0; l < layers; l++) {
          for (int o = 0; o < options; o++) {
            bops[l][o] = some.bops(l, o) / (double) budget.bops();
            bytes[l][o] = some.bytes(l, o) / (double) budget.bytes();
          }
        }
        return Optional.of(
            new GateBudget(
                code,
                some.outerBits(),
                some.fixed().bops() / (double) budget.bops(),
                bops,
                some.fixed().weightBytes() / (double) budget.bytes(),
                bytes));
      }
    }
    return Optional.empty();
  }
}
