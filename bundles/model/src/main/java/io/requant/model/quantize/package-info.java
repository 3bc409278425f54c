/** Post-training quantization: from real parameters to master integers and policies. */
@Version("2.1.0")
@Export
package io.requant.model.quantize;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
