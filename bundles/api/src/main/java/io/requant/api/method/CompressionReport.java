package io.requant.api.method;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a compression run gave.
 *
 * @param model file that gateways can load
 * @param page HTML report
 * @param values figures by key, in order, as JSON values (numbers, texts, lists, maps): at least
 *     {@code top1Float}, {@code top1}, {@code fileBytes}, {@code fp32Bytes}, {@code nominalRatio},
 *     {@code fileRatio}, {@code layers}, {@code seed}, {@code epochs}
 */
public record CompressionReport(Path model, Path page, Map<String, Object> values) {

  /** Copies the map. */
  public CompressionReport {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
