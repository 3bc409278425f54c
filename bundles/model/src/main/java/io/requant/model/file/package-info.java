/** The model file (.rqm) and the policy file (.rqp): written atomically, checked when read. */
@Version("1.2.0")
@Export
package io.requant.model.file;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
