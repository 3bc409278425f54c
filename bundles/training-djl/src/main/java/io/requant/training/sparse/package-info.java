/**
 * Joint training of sparsity and bit widths: thresholds, width branches, size term, distillation.
 */
@Version("1.1.0")
@Export
package io.requant.training.sparse;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
