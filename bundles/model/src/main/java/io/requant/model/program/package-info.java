/** A network lowered under a policy to the integer steps that an engine executes. */
@Version("1.0.0")
@Export
package io.requant.model.program;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
