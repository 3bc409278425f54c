/** Gates: what chooses a policy for what the device has left. */
@Version("1.0.0")
@Export
package io.requant.api.gate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
