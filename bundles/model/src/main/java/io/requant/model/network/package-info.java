/**
 * A topology with its parameters: integers on bit planes (what gateways run) or floats (what the
 * lab trains).
 */
@Version("1.0.0")
@Export
package io.requant.model.network;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
