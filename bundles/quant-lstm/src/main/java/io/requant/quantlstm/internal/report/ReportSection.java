package io.requant.quantlstm.internal.report;

import io.requant.api.report.ReportPage;
import java.util.Map;

/** One part of a run's report: what it says to programs and what it shows to people. */
public interface ReportSection {

  /** Adds its entries to {@code report.json}, as JSON values. */
  void values(Map<String, Object> report);

  /** Adds itself to the page, beginning with a heading. */
  void page(ReportPage page);
}
