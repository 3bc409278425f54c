/** Training with DJL and PyTorch: backbones, data sets, runs that resume exactly. */
@Version("1.5.0")
@Export
package io.requant.training;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
