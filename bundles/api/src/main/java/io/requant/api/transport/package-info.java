/** Messages to and from a broker, whatever library carries them. */
@Version("1.1.0")
@Export
package io.requant.api.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
