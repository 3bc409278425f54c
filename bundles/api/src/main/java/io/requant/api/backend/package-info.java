/** What computes: a backend turns a network and a policy into an engine. */
@Version("1.1.0")
@Export
package io.requant.api.backend;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
