package io.requant.quantlstm.internal.command;

import io.requant.api.report.BarChart;
import io.requant.api.report.ReportPage;
import io.requant.model.graph.Conv;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.command.PolicySearch.Found;
import io.requant.quantlstm.internal.search.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Explains to people how the bits of each layer were chosen. */
final class SearchPage {

  private SearchPage() {}

  static String of(
      SharedNetwork shared,
      PolicySearch search,
      Found found,
      SearchWay way,
      Map<String, Object> values) {
    List<Conv> layers = search.costs().layers();
    List<String> names = layers.stream().map(Conv::name).toList();
    double[] weights = new double[layers.size()];
    double[] reads = new double[layers.size()];
    double[] paid = new double[layers.size()];
    List<List<String>> rows = new ArrayList<>();
    for (int l = 0; l < weights.length; l++) {
      Option option = search.costs().options().get(found.choice()[l]);
      weights[l] = option.weightBits();
      reads[l] = option.activationBits();
      paid[l] = 1000 * search.sensitivities()[l][found.choice()[l]];
      rows.add(
          List.of(
              names.get(l),
              Integer.toString(option.weightBits()),
              Integer.toString(option.activationBits()),
              decimal(paid[l], 3),
              Integer.toString(layers.get(l).weightCount())));
    }
    return new ReportPage("Policy " + found.policy().name() + " of " + shared.graph().name())
        .figure(
            decimal(100 * found.top1(), 2) + " %",
            "of the hold-out; at "
                + search.base()
                + " "
                + decimal(100 * search.reference(), 2)
                + " %.")
        .paragraph(
            "For every layer and width the answers of the network were compared with those at "
                + search.base()
                + ". "
                + way.explanation())
        .chart(new BarChart("Bits", names).bars("weights", weights).bars("reads", reads))
        .chart(
            new BarChart("Divergence paid, thousandths of a nat", names).bars("divergence", paid))
        .table(List.of("layer", "weight bits", "reads bits", "divergence, mnat", "weights"), rows)
        .entries(values)
        .html();
  }

  private static String decimal(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
