/** Training of one set of weights for several precisions: fake quantization, curriculum, start. */
@Version("2.0.0")
@Export
package io.requant.training.quantize;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
