package io.requant.dscprune.internal.report;

import io.requant.api.report.ReportPage;
import java.util.Map;

/** One part of a report: what it says to programs and what it shows to people. */
interface ReportSection {

  /** Adds its entries to {@code report.json}, as JSON values. */
  void values(Map<String, Object> report);

  /** Adds itself to the page, beginning with a heading; or nothing, if it has nothing to show. */
  void page(ReportPage page);
}
