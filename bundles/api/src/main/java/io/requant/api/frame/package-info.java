/** Frames, the cameras that give them and the displays that show what became of them. */
@Version("1.0.0")
@Export
package io.requant.api.frame;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
