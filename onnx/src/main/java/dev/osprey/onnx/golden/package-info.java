/**
 * Replays golden requests: shows whether the engines of this machine give the results that a model
 * file or an exported file has stored for one image.
 */
@NullMarked
package dev.osprey.onnx.golden;

import org.jspecify.annotations.NullMarked;
