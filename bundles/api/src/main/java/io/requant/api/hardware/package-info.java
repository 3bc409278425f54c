/** What a network would need as hardware: clocks and cells on a device, without building it. */
@Version("1.0.0")
@Export
package io.requant.api.hardware;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
