package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Recognises zip files that torch.save did not write, and builds an error that names their type.
 */
final class WrongZipFile {
  private static final int SHOWN = 3;

  private WrongZipFile() {}

  /**
   * Returns the error for a zip file without a pickle of torch.save.
   *
   * @param names names of its entries
   */
  static UserError error(Path file, Collection<String> names) {
    List<String> entries = names.stream().filter(name -> !name.endsWith("/")).toList();
    if (entries.isEmpty()) {
      return error(file, "an empty zip archive", "Copy or download the checkpoint again");
    }
    if (entries.contains("model.weights.h5")) {
      return error(file, "a Keras model", "Keras networks cannot be imported");
    }
    if (entries.stream().allMatch(name -> name.endsWith(".npy"))) {
      return error(
          file,
          "an archive of NumPy arrays (.npz)",
          "Save them as tensors of a state dict with torch.save");
    }
    if (entries.stream().anyMatch(WrongZipFile::isExportedProgram)) {
      return error(
          file,
          "a program of torch.export",
          "Save only its weights: torch.save(torch.export.load(PATH).state_dict,"
              + " \"weights.pth\")");
    }
    return archive(file, entries);
  }

  private static UserError archive(Path file, List<String> entries) {
    List<String> weights = entries.stream().filter(WrongZipFile::isWeights).toList();
    String what =
        entries.contains("MAR-INF/MANIFEST.json") ? "an archive of TorchServe" : "a zip archive";
    return weights.isEmpty()
        ? error(
            file,
            what + " that holds " + shown(entries),
            "Unpack it and name the file of weights, a .pth, .pt or .safetensors file")
        : error(file, what + " that holds " + shown(weights), "Unpack it and name that file");
  }

  /** Returns the error for several pickles of torch.save in one archive. */
  static UserError several(Path file, List<String> pickles) {
    return error(
        file,
        "a zip archive with " + pickles.size() + " entries named data.pkl: " + shown(pickles),
        "torch.save writes one; name a .pth or .pt file");
  }

  private static boolean isExportedProgram(String name) {
    return name.endsWith("serialized_exported_program.json")
        || name.endsWith("archive_format")
        || name.endsWith("models/model.json");
  }

  private static boolean isWeights(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return List.of(".pth", ".pt", ".ckpt", ".safetensors", ".pth.tar").stream()
        .anyMatch(lower::endsWith);
  }

  private static String shown(List<String> names) {
    List<String> quoted = new ArrayList<>();
    names.stream().limit(SHOWN).forEach(name -> quoted.add(TorchFileErrors.quoted(name)));
    return String.join(", ", quoted)
        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }

  private static UserError error(Path file, String what, String advice) {
    return new UserError(file + " is " + what + ", not a file of torch.save. " + advice);
  }
}
