/**
 * Trained policies for controllers in other languages: {@link org.guidedpolicy.onnx.OnnxExport}
 * writes one as an ONNX model, docs/onnx.md shows how C++ runs it. Thread-safe.
 */
@NullMarked
package org.guidedpolicy.onnx;

import org.jspecify.annotations.NullMarked;
