/** Labelled images and the official formats of the data sets that networks are judged on. */
@Version("1.2.0")
@Export
package io.requant.model.dataset;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
