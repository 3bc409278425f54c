/**
 * Reports for people: HTML pages with tables and charts that need no other file, and what their
 * measurements have in common.
 */
@Version("1.2.0")
@Export
package io.requant.api.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
