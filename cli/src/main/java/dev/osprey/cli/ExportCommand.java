package dev.osprey.cli;

import dev.osprey.core.UserError;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.peers.Peers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code osprey export}: writes a model in a format that other programs read. */
@Command(name = "export", description = "Write a model as one file for other programs.")
final class ExportCommand implements Callable<Integer> {

  /** What can be written. */
  enum Format {
    /** For torch: a state dict with the keys of another project. */
    PTH
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run).")
  Path model;

  @Option(names = "--format", required = true, description = "pth")
  Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; it must not exist.")
  Path out;

  @Option(
      names = "--names",
      paramLabel = "PEER",
      description =
          "Whose keys a .pth file gets: torchvision, yhenon, biubug6 or mmdet. Its own model loads"
              + " them with strict=True.")
  @Nullable String names;

  @Override
  public Integer call() {
    OutputFolder.requireAbsent(out);
    try (ModelFile file = ModelFile.open(model)) {
      switch (format) {
        case PTH -> PthExport.write(file, requireNames(), out);
      }
    }
    return 0;
  }

  private String requireNames() {
    if (names == null) {
      throw new UserError(
          "--format pth needs --names, the project whose keys the file gets: "
              + String.join(", ", Peers.names()));
    }
    return names;
  }
}
