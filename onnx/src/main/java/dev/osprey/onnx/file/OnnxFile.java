package dev.osprey.onnx.file;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes models to new files with a seal. A file is either complete or absent. */
public final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes a model.
   *
   * @param check receives the written file before it gets its name; if it throws, no file is left
   * @throws UserError if the target exists or the disk rejects it
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
