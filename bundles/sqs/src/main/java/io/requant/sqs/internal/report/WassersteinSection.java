package io.requant.sqs.internal.report;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.model.graph.Parametric;
import io.requant.model.quantize.SparseNetwork;
import io.requant.sqs.internal.run.SparseRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fig. 6: how far compression moves each layer's weights, with the sparsities and widths that were
 * learned and with the same ones everywhere.
 */
final class WassersteinSection implements ReportSection {

  private final List<String> names = new ArrayList<>();
  private final double[] adaptive;
  private final double[] fixed;
  private final double sparsity;
  private final int bits;

  WassersteinSection(Findings findings) {
    SparseRun run = findings.run();
    sparsity = run.sparsity();
    bits = (int) Math.max(2, Math.rint(run.bits()));
    List<Parametric> layers = run.network().graph().parametricLayers();
    adaptive = new double[layers.size()];
    fixed = new double[layers.size()];
    for (int l = 0; l < layers.size(); l++) {
      String name = layers.get(l).name();
      names.add(name);
      float[] weights = findings.floats().parameters().get(name).weights();
      SparseNetwork.Weights own = run.network().layers().get(name);
      double pruned = 1 - own.kept() / (double) own.integers().length;
      adaptive[l] = Wasserstein.of(weights, pruned, own.bits());
      fixed[l] = Wasserstein.of(weights, sparsity, bits);
    }
  }

  @Override
  public void values(Map<String, Object> report) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (int l = 0; l < adaptive.length; l++) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", names.get(l));
      entry.put("adaptive", adaptive[l]);
      entry.put("fixed", fixed[l]);
      layers.add(entry);
    }
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("fixedSparsity", sparsity);
    all.put("fixedBits", bits);
    all.put("layers", layers);
    report.put("wasserstein", all);
  }

  @Override
  public void page(ReportPage page) {
    page.heading("How far weights move (Fig. 6)")
        .paragraph(
            "Wasserstein distance of order 1 between the distribution of a layer's float weights and"
                + " what pruning and rounding alone, without any training, make of them; in units of"
                + " their root mean square. Fixed: every layer "
                + Numbers.percent(sparsity, 1)
                + " sparse with "
                + bits
                + " bits. Adaptive: as the training chose. Both keep about as many weights.")
        .chart(
            new BarChart("Distance", names).bars("adaptive", adaptive).bars("fixed", fixed),
            "Computed from the float network.");
  }
}
