package io.requant.dscprune.internal.compress;

import io.requant.api.hardware.HardwareEstimate;
import io.requant.api.hardware.HardwareEstimator;
import io.requant.api.method.CompressionListener;
import io.requant.api.method.CompressionStage;
import io.requant.dscprune.internal.prune.ChannelEnergy;
import io.requant.dscprune.internal.prune.Pixels;
import io.requant.dscprune.internal.prune.PrunePlan;
import io.requant.dscprune.internal.run.Findings;
import io.requant.dscprune.internal.search.Candidate;
import io.requant.dscprune.internal.search.Limits;
import io.requant.dscprune.internal.search.ParetoFront;
import io.requant.dscprune.internal.search.PlanSearch;
import io.requant.dscprune.internal.search.Size;
import io.requant.dscprune.internal.sensitivity.Finding;
import io.requant.dscprune.internal.sensitivity.Item;
import io.requant.dscprune.internal.sensitivity.ItemStore;
import io.requant.dscprune.internal.sensitivity.Sensitivities;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.training.DataSet;
import io.requant.training.TrainingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out what cutting costs, and from that what to cut. */
final class PlanFinder {
  private static final double[] PARTS = {1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4};

  private final DscPruneSettings settings;
  private final FloatNetwork network;
  private final Graph graph;
  private final DataSet data;
  private final ChannelEnergy energy;
  private final CompressionListener listener;

  /**
   * Prepares.
   *
   * @param network what is cut
   * @param data images as it reads them
   * @param energy ranks its channels
   */
  PlanFinder(
      DscPruneSettings settings,
      FloatNetwork network,
      DataSet data,
      ChannelEnergy energy,
      CompressionListener listener) {
    this.settings = settings;
    this.network = network;
    this.graph = network.graph();
    this.data = data;
    this.energy = energy;
    this.listener = listener;
  }

  /**
   * Measures what is not measured yet.
   *
   * @param directory of the findings, shared by all processes
   * @param identity of the network
   */
  Sensitivities sensitivities(Path directory, String identity, Tuner tuner, CompressionStage stage)
      throws IOException, InterruptedException {
    List<Item> items = Sensitivities.items(graph, settings.percents(), settings.sides());
    ItemStore store = new ItemStore(directory, identity + "; " + settings.shortText());
    Map<Integer, DataSet> sizes = new HashMap<>();
    DataSet few =
        ShortData.of(
            data, settings.method().fit(data), settings.method().heldOut(data), settings.images());
    List<Finding> findings =
        store.all(
            items,
            item -> {
              PrunePlan plan = item.plan(graph);
              FloatNetwork cut = cut(network, plan);
              TrainingConfig config = settings.shortTraining(plan.side());
              DataSet images = sizes.computeIfAbsent(plan.side(), side -> few.resized(side, side));
              Path work = directory.resolve("work-" + item.key());
              Size size = Size.of(cut.graph());
              return new Finding(
                  item.key(),
                  tuner.accuracy(cut, images, config, work),
                  size.macs(),
                  size.parameters());
            },
            (done, finding) ->
                listener.progressed(
                    stage,
                    done,
                    String.format(
                        Locale.ROOT,
                        "%s: hold-out %.2f %%, %.2f MMAC",
                        finding.key(),
                        100 * finding.accuracy(),
                        finding.macs() / 1e6)));
    return Sensitivities.of(graph, items, findings);
  }

  /** What sensitivities consist of. */
  int items() {
    return Sensitivities.items(graph, settings.percents(), settings.sides()).size();
  }

  /** Applies a plan as a whole. */
  private FloatNetwork cut(FloatNetwork whole, PrunePlan plan) {
    FloatNetwork channels = plan.withoutChannels(plan.withoutLayers(whole), energy);
    return PrunePlan.atSide(channels, plan.side());
  }

  /** The whole network at every size. */
  List<Candidate> sides(Sensitivities sensitivities, Optional<DeviceCosts> device) {
    List<Candidate> sides = new ArrayList<>();
    sensitivities
        .sides()
        .forEach(
            (side, accuracy) -> {
              PrunePlan plan = new PrunePlan(java.util.Set.of(), Map.of(), side);
              Candidate whole =
                  new Candidate(plan, Size.of(plan.shape(graph)), accuracy, Optional.empty());
              sides.add(estimated(whole, device));
            });
    return sides;
  }

  /** The device to fit, if there is one and something can tell what it takes. */
  Optional<DeviceCosts> device(Optional<HardwareEstimator> estimator) {
    return settings.device().isBlank()
        ? Optional.empty()
        : estimator.map(
            e ->
                new DeviceCosts(
                    e, settings.device(), settings.clockHertz(), settings.framesPerSecond()));
  }

  /**
   * Searches for plans within ever tighter limits and every size, and picks the one that promises
   * the most accuracy of those that fit.
   */
  Findings.Search search(Sensitivities sensitivities, Optional<DeviceCosts> device) {
    PlanSearch search = new PlanSearch(graph, sensitivities, settings.multiple());
    List<Integer> sides =
        settings.side() == 0
            ? List.copyOf(sensitivities.sides().keySet())
            : List.of(settings.side());
    List<Candidate> candidates = new ArrayList<>();
    IllegalArgumentException none = null;
    for (int side : sides) {
      for (double part : PARTS) {
        try {
          Limits limits = settings.limits().scaled(part);
          candidates.add(estimated(search.best(limits, side), device));
        } catch (IllegalArgumentException e) {
          none = none == null ? e : none;
        }
      }
    }
    if (candidates.isEmpty()) {
      throw none;
    }
    Candidate chosen =
        candidates.stream()
            .filter(
                c ->
                    device.isEmpty()
                        || !settings.fit()
                        || c.hardware().map(this::enough).orElse(false))
            .max(Comparator.comparingDouble(Candidate::accuracy))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "nothing within --kilomacs and --weights fits %s at %d frames a second; give fewer frames, a faster --clock, tighter limits or --fit no"
                            .formatted(settings.device(), settings.framesPerSecond())));
    return new Findings.Search(
        settings.limits(),
        device.map(DeviceCosts::device).orElse(settings.device()),
        settings.framesPerSecond(),
        settings.clockHertz(),
        device.isPresent(),
        candidates,
        ParetoFront.of(candidates),
        chosen);
  }

  private boolean enough(HardwareEstimate estimate) {
    return estimate.fits() && estimate.framesPerSecond() >= settings.framesPerSecond();
  }

  private Candidate estimated(Candidate candidate, Optional<DeviceCosts> device) {
    if (device.isEmpty()) {
      return candidate;
    }
    int side = candidate.plan().side();
    byte[] image = data.train().first(1).resized(side, side).image(0);
    return new Candidate(
        candidate.plan(),
        candidate.size(),
        candidate.accuracy(),
        device.get().of(cut(network, candidate.plan()), Pixels.real(image, graph.normalisation())));
  }
}
