/** Integer arithmetic that every engine shares: ranges, requantization, input encoding. */
@Version("1.0.0")
@Export
package io.requant.model.arithmetic;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
