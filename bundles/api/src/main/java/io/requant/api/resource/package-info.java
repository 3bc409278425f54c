/** What the device has left for inference, as a level that policies are chosen by. */
@Version("1.1.0")
@Export
package io.requant.api.resource;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
