package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.onnx.file.OnnxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A model in a file of the system's temporary folder, for as long as it is opened. */
final class TemporaryModel {
  private TemporaryModel() {}

  /**
   * Writes a model, opens it and deletes the file.
   *
   * @throws UserError if the temporary folder cannot be used
   */
  static <T> T open(ModelProto model, Function<Path, T> opening) {
    try {
      Path folder = Files.createTempDirectory("osprey-int8");
      Path file = folder.resolve("model.onnx");
      try {
        OnnxFile.write(file, model, written -> {});
        return opening.apply(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UserError("the folder for temporary files cannot be used: " + IoReason.of(e), e);
    }
  }
}
