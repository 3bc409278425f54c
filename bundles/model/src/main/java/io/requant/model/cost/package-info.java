/** What an inference costs: operations, bit operations and bytes of weights, layer by layer. */
@Version("1.0.0")
@Export
package io.requant.model.cost;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
