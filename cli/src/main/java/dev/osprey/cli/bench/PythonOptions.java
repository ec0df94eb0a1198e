package dev.osprey.cli.bench;

import dev.osprey.bench.run.PeerPython;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the peer's side. */
final class PythonOptions {
  private static final Path ON_SEARCH_PATH = Path.of("python3");

  /** The projects that can be measured beside Osprey. */
  enum PeerChoice {
    /** torchvision, pycocotools, faster-coco-eval and others, in Python. */
    PYTHON
  }

  @Option(
      names = "--against",
      paramLabel = "PEER",
      description =
          "python: measure torchvision, pycocotools and others in turn with Osprey (default: Osprey"
              + " alone).")
  @Nullable PeerChoice against;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description =
          "An interpreter, or a folder with a virtual environment, that has the peers' libraries"
              + " (default: python3). Implies --against python.")
  @Nullable Path python;

  @Option(
      names = "--install-python",
      paramLabel = "DIR",
      description =
          "Only make a virtual environment with the peers' libraries in a new folder; packages come"
              + " from where pip takes them.")
  @Nullable Path installation;

  /** The interpreter that makes a virtual environment. */
  Path maker() {
    return python == null ? ON_SEARCH_PATH : python;
  }

  /** The peer's interpreter; empty if none is asked for, or if none is usable, which is said. */
  Optional<PeerPython> find() {
    if (against == null && python == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PeerPython.open(maker()));
    } catch (UserError e) {
      System.err.println("only Osprey is measured: " + e.getMessage());
      return Optional.empty();
    }
  }
}
