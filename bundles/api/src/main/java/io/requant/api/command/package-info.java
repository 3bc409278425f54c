/** Verbs of the command line and of the Gogo shell. */
@Version("1.1.0")
@Export
package io.requant.api.command;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
