/**
 * From a camera's frame to a network's input, in exact integer arithmetic: what the pipeline does
 * in software and the FPGA's video modules do in hardware, to the bit.
 */
@Version("1.0.0")
@Export
package io.requant.api.preprocess;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
