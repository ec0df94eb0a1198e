/** Building blocks of ONNX graphs: values, operators, attributes and networks as nodes. */
@NullMarked
package dev.osprey.onnx.graph;

import org.jspecify.annotations.NullMarked;
