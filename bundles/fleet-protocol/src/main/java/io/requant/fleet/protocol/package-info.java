/** What controller and gateways say to each other: topics, signed envelopes and their contents. */
@Version("1.2.0")
@Export
package io.requant.fleet.protocol;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
