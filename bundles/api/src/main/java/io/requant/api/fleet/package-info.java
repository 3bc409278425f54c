/** The fleet as others in the same process see it: pushing policies, hearing of gateways. */
@Version("1.3.0")
@Export
package io.requant.api.fleet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
