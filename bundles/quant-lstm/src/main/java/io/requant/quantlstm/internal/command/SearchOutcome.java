package io.requant.quantlstm.internal.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.requant.model.file.AtomicFile;
import io.requant.model.file.Model;
import io.requant.model.file.ModelFile;
import io.requant.model.network.FloatNetwork;
import io.requant.model.policy.MeasuredAccuracy;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import io.requant.quantlstm.internal.command.PolicySearch.Found;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a search found, and what it leaves: a model with the policy, a report, a page.
 *
 * @param shared the network that was searched
 * @param search the search
 * @param found its result
 * @param method the way it was found
 * @param dataset name of the data that it was judged on
 * @param held hold-out images that it was judged on
 */
record SearchOutcome(
    SharedNetwork shared,
    PolicySearch search,
    Found found,
    SearchWay method,
    String dataset,
    int held) {

  private Policy policy() {
    return found
        .policy()
        .withAccuracy(new MeasuredAccuracy(dataset, "holdout", held, found.top1()));
  }

  /** Writes the network with the policy; other policies and the gate stay if the weights do. */
  void write(Model from, Path file) throws IOException {
    boolean same =
        from.network().map(n -> n.digest().equals(shared.network().digest())).orElse(false);
    Model written =
        new Model(
                from.floats().map(f -> new FloatNetwork(shared.graph(), f.parameters())),
                Optional.of(shared),
                Optional.of(shared.network()),
                same ? from.policies() : List.of(),
                same ? from.gate() : Optional.empty(),
                from.golden(),
                from.provenance())
            .withPolicy(policy());
    ModelFile.write(written, file);
  }

  /** Writes what was found as JSON behind a header. */
  void writeReport(Map<String, Object> header, Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(header);
    json.putAll(values());
    byte[] bytes =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsBytes(json);
    AtomicFile.write(file, stream -> stream.write(bytes));
  }

  /** Writes a page that explains every layer's bits. */
  void writePage(Path file) throws IOException {
    byte[] html =
        SearchPage.of(shared, search, found, method, values()).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, stream -> stream.write(html));
  }

  /** For the terminal. */
  String sentence() {
    Policy policy = policy();
    return String.format(
        Locale.ROOT,
        "%s: %.2f %% of %d hold-out images (%s: %.2f %%), %.3f GBOP, %d bytes of weights",
        policy.name(),
        100 * found.top1(),
        held,
        search.base(),
        100 * search.reference(),
        policy.cost().bops() / 1e9,
        policy.cost().weightBytes());
  }

  private Map<String, Object> values() {
    Policy policy = policy();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("policy", policy.name());
    values.put("method", method.name().toLowerCase(Locale.ROOT));
    values.put("top1Holdout", found.top1());
    values.put("base", search.base().toString());
    values.put("top1HoldoutAtBase", search.reference());
    values.put("holdoutImages", held);
    values.put("bops", policy.cost().bops());
    values.put("weightBytes", policy.cost().weightBytes());
    Map<String, Object> bits = new LinkedHashMap<>();
    for (int l = 0; l < found.choice().length; l++) {
      bits.put(
          search.costs().layers().get(l).name(),
          search.costs().options().get(found.choice()[l]).toString());
    }
    values.put("bits", bits);
    return values;
  }
}
