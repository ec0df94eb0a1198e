package dev.osprey.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes models to sealed files that are whole or absent, and were absent before. */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes a model.
   *
   * @param check is given the written file before it gets its name; what it throws leaves no file
   * @throws UserError where the target exists, or the disk does not take it
   */
  public static void write(Path file, ModelProto model, Consumer<Path> check) {
    AtomicFile.writeNew(
        file, channel -> ContentSeal.write(model, Channels.newOutputStream(channel)), check);
  }

  public static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new UserError(file + ": exists already; name another file, or remove this one");
    }
  }
}
