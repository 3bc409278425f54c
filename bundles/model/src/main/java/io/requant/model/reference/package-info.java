/** Executors that define the results: exact integers, and floats for comparison. */
@Version("1.0.0")
@Export
package io.requant.model.reference;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
