/**
 * Precision policies: how precisely each layer computes, with its requantization constants and
 * cost.
 */
@Version("1.0.0")
@Export
package io.requant.model.policy;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
