/** The running pipeline: its ledger, its state, and the ways to change its policy. */
@Version("1.2.0")
@Export
package io.requant.api.pipeline;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
