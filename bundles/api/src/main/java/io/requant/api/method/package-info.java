/** Compression methods: what turns a trained network into one that costs less. */
@Version("1.0.0")
@Export
package io.requant.api.method;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
