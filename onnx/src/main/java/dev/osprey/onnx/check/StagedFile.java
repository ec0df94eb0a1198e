package dev.osprey.onnx.check;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.osprey.onnx.detector.StageValues;
import dev.osprey.onnx.file.SealPolicy;
import dev.osprey.onnx.graph.ElementType;
import dev.osprey.onnx.runtime.OnnxSession;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Opens an exported file with the values between its stages as further outputs. Their declarations
 * are appended to a temporary copy of the file: protobuf merges messages that follow each other.
 */
final class StagedFile {
  private StagedFile() {}

  /**
   * Opens the file's own graph with more outputs. The caller closes it.
   *
   * @param values of the file's graph
   */
  static OnnxSession open(Path file, StageValues values) {
    try {
      Path folder = Files.createTempDirectory("osprey-stages");
      Path copy = folder.resolve("model.onnx");
      try {
        Files.copy(file, copy);
        try (OutputStream out = Files.newOutputStream(copy, StandardOpenOption.APPEND)) {
          declarations(values).writeTo(out);
        }
        return OnnxSession.open(copy, 0, SealPolicy.IGNORE);
      } finally {
        Files.deleteIfExists(copy);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the temporary folder: " + e.getMessage(), e);
    }
  }

  private static ModelProto declarations(StageValues values) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    values.types().forEach((name, type) -> graph.addOutput(output(name, type)));
    return ModelProto.newBuilder().setGraph(graph).build();
  }

  private static ValueInfoProto output(String name, ElementType type) {
    TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder().setElemType(type.number()).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
