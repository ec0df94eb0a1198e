package dev.osprey.weights;

import dev.osprey.core.file.FileKind;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Recognises files that are not model files, and builds an error that names their type and the file
 * to give instead.
 */
public final class WrongModelFile {
  private static final int BEGINNING = 4096;

  /**
   * A safetensors file has eight bytes with the length of the header, then the header, which is
   * JSON.
   */
  private static final int HEADER_START = 8;

  private static final int SHOWN = 60;

  private static final String MODELS =
      "A model file is what train writes (best.safetensors in the run's folder) or import";

  private WrongModelFile() {}

  /** Returns the error for this file; empty if it starts like a safetensors file. */
  static Optional<UserError> error(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty(); // opening reports it
    }
    Optional<UserError> notRegular = notRegularFile(file);
    if (notRegular.isPresent()) {
      return notRegular;
    }
    byte[] start = start(file);
    if (isSafeTensors(start)) {
      return Optional.empty();
    }
    return isOnnx(start)
        ? Optional.of(
            notModel(
                file,
                "an ONNX model",
                "If osprey export wrote it, give it a name that ends in .onnx"))
        : other(file, start).or(() -> Optional.of(notModel(file, "of an unknown type", MODELS)));
  }

  /**
   * Returns the error for this file if an ONNX model was expected; empty if it is missing, an ONNX
   * model or of an unknown type.
   */
  public static Optional<UserError> ofOnnx(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Optional<UserError> notRegular = notRegularFile(file);
    if (notRegular.isPresent()) {
      return notRegular;
    }
    byte[] start = start(file);
    if (isSafeTensors(start)) {
      return Optional.of(
          notModel(
              file,
              "a safetensors file under another name",
              "Give it a name that ends in .safetensors"));
    }
    return isOnnx(start) ? Optional.empty() : other(file, start);
  }

  private static Optional<UserError> notRegularFile(Path file) {
    if (Files.isDirectory(file)) {
      return Optional.of(new UserError(folder(file)));
    }
    return Files.isRegularFile(file)
        ? Optional.empty()
        : Optional.of(notModel(file, "not a regular file", MODELS));
  }

  private static byte[] start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(BEGINNING);
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read: " + IoReason.of(e) + "; check the path and its permissions", e);
    }
  }

  private static String folder(Path folder) {
    for (String name : List.of("best.safetensors", "last.safetensors")) {
      if (Files.isRegularFile(folder.resolve(name))) {
        return folder
            + " is a folder, probably of a run; give the model file in it: "
            + folder.resolve(name);
      }
    }
    return folder + " is a folder, not a model file. " + MODELS + "; name that file";
  }

  private static boolean isSafeTensors(byte[] start) {
    return start.length > HEADER_START
        && start[HEADER_START] == '{'
        && start[HEADER_START - 1] == 0;
  }

  private static Optional<UserError> other(Path file, byte[] start) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (isCheckpoint(name, start)) {
      return Optional.of(
          notModel(
              file,
              "a checkpoint of PyTorch",
              "Make a model file from it first: ./osprey import "
                  + file
                  + " --out model.safetensors"));
    }
    Optional<FileKind> kind = FileKind.of(start);
    if (kind.isPresent()) {
      return Optional.of(notModel(file, kind.get().description(), advice(kind.get())));
    }
    return FileKind.isText(start) ? Optional.of(text(file, name, start)) : Optional.empty();
  }

  private static String advice(FileKind kind) {
    boolean mayContainModel =
        kind.isArchive() || kind == FileKind.GIT_LFS_POINTER || kind == FileKind.WEB_PAGE;
    return mayContainModel ? kind.cure() + ". " + MODELS : MODELS;
  }

  private static UserError text(Path file, String name, byte[] start) {
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return notModel(
          file, "a configuration", "Train it first: ./osprey train " + file + ". " + MODELS);
    }
    String line = new String(start, StandardCharsets.UTF_8).strip().lines().findFirst().orElse("");
    return notModel(file, "text (it begins \"" + OneLine.of(line, SHOWN) + "\")", MODELS);
  }

  /**
   * Whether this is a file of torch.save: a zip archive with a pickle, or before PyTorch 1.6 the
   * pickle itself.
   */
  private static boolean isCheckpoint(String name, byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    boolean pickle = text.startsWith("\u0080\u0002") || text.startsWith("\u0080\u0004");
    boolean zip = text.startsWith("PK\u0003\u0004");
    boolean named = name.matches(".*\\.(pth|pt|ckpt|pkl|bin)");
    return pickle || (zip && (named || text.contains("data.pkl")));
  }

  /**
   * Whether this is an ONNX protobuf message: ir_version, then producer_name, domain, graph or
   * opset_import.
   */
  private static boolean isOnnx(byte[] start) {
    return start.length > 3
        && start[0] == 0x08
        && start[1] > 0
        && start[1] <= 0x20
        && "\u0012\u001A\"*2:B".indexOf(start[2]) >= 0;
  }

  private static UserError notModel(Path file, String what, String advice) {
    return new UserError(file + " is not a model file: it is " + what + ". " + advice);
  }
}
