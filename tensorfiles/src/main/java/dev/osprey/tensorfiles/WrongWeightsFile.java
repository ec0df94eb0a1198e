package dev.osprey.tensorfiles;

import dev.osprey.core.file.FileKind;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Recognises files that do not contain weights, and builds an error that names their type. */
public final class WrongWeightsFile {
  private static final int BEGINNING = 4096;
  private static final int SHOWN = 5;

  /** The minimum number of zero bytes that identify an incomplete download. */
  private static final int MIN_ZEROS = 64;

  /** The file name endings of supported files. */
  private static final List<String> WEIGHTS =
      List.of(".pth", ".pt", ".ckpt", ".safetensors", ".bin", ".tar");

  /** The description of a file, with an article, and what to do. Both end without a full stop. */
  private record Meaning(String what, String advice) {}

  private WrongWeightsFile() {}

  /**
   * Returns the error for this file; empty if neither its first bytes nor its name is recognised.
   *
   * @param file an existing file, not a folder
   */
  public static Optional<UserError> error(Path file) {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(BEGINNING);
    } catch (IOException e) {
      return Optional.empty(); // opening the file reports the reason
    }
    return meaning(file, start)
        .map(
            found ->
                new UserError(
                    file + " is " + found.what + ", not a file of weights. " + found.advice));
  }

  private static Optional<Meaning> meaning(Path file, byte[] start) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return model(name, text)
        .or(() -> FileKind.of(start).map(kind -> new Meaning(kind.description(), advice(kind))))
        .or(() -> plain(text));
  }

  private static String advice(FileKind kind) {
    return switch (kind) {
      case HDF5, NUMPY -> kind.cure() + "; networks of Keras and TensorFlow cannot be imported";
      case JSON -> "Name the .safetensors or .pth file in the same folder";
      case TAR ->
          "Unpack it with tar xf and name the file inside; PyTorch before 0.1.10 saved such files"
              + " itself: load and save them with a PyTorch that reads them";
      default -> kind.cure();
    };
  }

  /** Models of other programs without a signature that {@link FileKind} knows. */
  private static Optional<Meaning> model(String name, String text) {
    String export = "Import the checkpoint (.pth) that it was made from";
    if (name.endsWith(".onnx") || isOnnx(text)) {
      return Optional.of(
          new Meaning(
              "an ONNX model",
              "It is a finished network: predict and val run those that osprey export wrote; "
                  + lower(export)));
    }
    if (isSavedModel(name, text)) {
      return Optional.of(
          new Meaning("a TensorFlow model", "TensorFlow networks cannot be imported"));
    }
    if (text.startsWith("TFL3", 4)) {
      return Optional.of(new Meaning("a TensorFlow Lite model", export));
    }
    if (text.startsWith("GGUF")) {
      return Optional.of(new Meaning("a GGUF file of a language model", "Name a detector's file"));
    }
    return isDarknet(name, text)
        ? Optional.of(new Meaning("a Darknet file", "Darknet networks cannot be imported"))
        : Optional.empty();
  }

  private static String lower(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
  }

  /**
   * Whether this is an ONNX protobuf message: ir_version, then producer_name, domain, graph or
   * opset_import.
   */
  private static boolean isOnnx(String text) {
    return text.length() > 3
        && text.charAt(0) == 0x08
        && text.charAt(1) <= 0x20
        && "\u0012\u001A\"*2:B".indexOf(text.charAt(2)) >= 0
        && !text.contains("tensorflow");
  }

  private static boolean isSavedModel(String name, String text) {
    return name.equals("saved_model.pb")
        || name.matches(".*\\.data-\\d{5}-of-\\d{5}")
        || name.endsWith(".ckpt.index")
        || name.endsWith(".ckpt.meta")
        || (text.startsWith("\b") && text.contains("tensorflow"));
  }

  /**
   * Whether this is a Darknet file, which starts with version 0.1 or 0.2 in three numbers of four
   * bytes.
   */
  private static boolean isDarknet(String name, String text) {
    return name.endsWith(".weights")
        && text.matches("(?s)\u0000\u0000\u0000\u0000[\u0001\u0002]\u0000\u0000\u0000.*");
  }

  private static Optional<Meaning> plain(String text) {
    if (text.length() >= MIN_ZEROS && text.chars().allMatch(c -> c == 0)) {
      return Optional.of(
          new Meaning("nothing but zero bytes", "Download it again: it was not completed"));
    }
    boolean isText =
        text.chars().allMatch(c -> c >= ' ' ? c < 0x7F : c == '\n' || c == '\r' || c == '\t');
    if (!isText) {
      return Optional.empty();
    }
    String line = text.strip().lines().findFirst().orElse("");
    String shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
    return Optional.of(
        new Meaning("text (it begins \"" + shown + "\")", "Name or download the file of weights"));
  }

  /**
   * Returns the error for a folder, which suggests the files of weights in it.
   *
   * @param expected the expected file: {@code a .pth or .pt file}
   */
  public static UserError folder(Path folder, String expected) {
    if (Files.exists(folder.resolve("saved_model.pb"))) {
      return new UserError(
          folder + " is a folder with a TensorFlow model, whose networks cannot be imported");
    }
    if (Files.exists(folder.resolve("data.pkl"))) {
      return new UserError(
          folder
              + " is a folder that was unpacked from a file of torch.save. Name that file: it is a"
              + " zip file, and is read as it is");
    }
    List<String> inside = weightsIn(folder);
    String hint =
        inside.isEmpty()
            ? ""
            : ", such as "
                + String.join(" or ", inside.subList(0, Math.min(SHOWN, inside.size())))
                + (inside.size() > SHOWN ? " (and " + (inside.size() - SHOWN) + " more)" : "");
    return new UserError(folder + " is a folder; name " + expected + hint);
  }

  private static List<String> weightsIn(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> WEIGHTS.stream().anyMatch(end -> file.toString().endsWith(end)))
          .map(Path::toString)
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of(); // it is reported as a folder anyway
    }
  }
}
