/** Network topology: shapes and the closed family of layers. */
@Version("1.0.0")
@Export
package io.requant.model.graph;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
