/** What an inference costs: operations, bit operations, bytes of weights, feature maps. */
@Version("1.1.0")
@Export
package io.requant.model.cost;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
