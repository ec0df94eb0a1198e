package dev.osprey.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.UserError;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/** Writes a model beside its target and renames it: the target is whole or absent. */
final class OnnxFile {
  private OnnxFile() {}

  /**
   * Writes a model.
   *
   * @param check is given the written file before it gets its name; what it throws leaves no file
   * @throws UserError where the target exists, or the disk does not take it
   */
  static void write(Path file, ModelProto model, Consumer<Path> check) {
    Path target = file.toAbsolutePath();
    requireAbsent(file);
    Path partial = target.resolveSibling(target.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
        model.writeTo(out);
      }
      check.accept(partial);
      requireAbsent(file);
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      deleteAfter(e, partial);
      throw new UserError(
          file
              + " cannot be written: "
              + (e instanceof NoSuchFileException ? "its folder does not exist" : e.getMessage())
              + ". Make the folder, free space or check permissions, then export again",
          e);
    } catch (RuntimeException | Error e) {
      deleteAfter(e, partial);
      throw e;
    }
  }

  static void requireAbsent(Path file) {
    if (Files.exists(file)) {
      throw new UserError(file + ": exists already; name another file, or remove this one");
    }
  }

  private static void deleteAfter(Throwable failure, Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
