/**
 * ONNX import and export. Needs the bundle com.google.protobuf at run time; without it everything
 * here throws {@link io.requant.model.onnx.OnnxUnavailableException} and the rest of the model
 * bundle works.
 */
@Version("1.0.0")
@Export
package io.requant.model.onnx;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
