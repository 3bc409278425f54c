/** Training of networks that were made smaller: taught by the larger one. */
@Version("1.0.0")
@Export
package io.requant.training.prune;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
