package dev.osprey.bench.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A Python interpreter that has the peers' libraries.
 *
 * @param program the interpreter
 * @param versions of the libraries, by name
 */
public record PeerPython(Path program, Map<String, String> versions) {
  /** The packages that the peers' side needs, as registries name them. */
  public static final String PACKAGES = "torch torchvision pycocotools faster-coco-eval";

  private static final long PATIENCE_MINUTES = 5;

  /** Prints the versions as JSON, or fails with the name of what is missing. */
  private static final String ASKING =
      "import importlib, importlib.metadata as m, json, platform\n"
          + "names = '"
          + PACKAGES
          + "'.split()\n"
          + "[importlib.import_module(n.replace('-', '_')) for n in names]\n"
          + "print(json.dumps({'Python': platform.python_version(),"
          + " **{n: m.version(n) for n in names}}))\n";

  public PeerPython {
    versions = Map.copyOf(versions);
  }

  /**
   * Asks an interpreter for the versions of its libraries.
   *
   * @param named an interpreter, a folder of a virtual environment, or a name on the search path
   * @throws UserError if it does not run or lacks a library; the message is one line
   */
  public static PeerPython open(Path named) {
    Path program = program(named);
    try {
      Process process = new ProcessBuilder(program.toString(), "-c", ASKING).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw unusable(program, errors.strip().lines().reduce("it said nothing", (a, b) -> b));
      }
      return new PeerPython(program, versions(program, text));
    } catch (IOException e) {
      throw unusable(program, "it does not start");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unusable(program, "interrupted");
    }
  }

  /** The interpreter of a folder with a virtual environment; else what was named. */
  static Path program(Path named) {
    if (!Files.isDirectory(named)) {
      return named;
    }
    Path windows = named.resolve("Scripts").resolve("python.exe");
    return Files.exists(windows) ? windows : named.resolve("bin").resolve("python");
  }

  private static Map<String, String> versions(Path program, String text) {
    Map<String, String> versions = new TreeMap<>();
    try {
      String last = text.strip().lines().reduce("", (a, b) -> b);
      new ObjectMapper()
          .readTree(last)
          .properties()
          .forEach(entry -> versions.put(entry.getKey(), entry.getValue().asText()));
      return versions;
    } catch (JsonProcessingException e) {
      throw unusable(program, "it answered " + text.strip());
    }
  }

  private static UserError unusable(Path program, String reason) {
    return new UserError(
        "the peer's side needs a Python with "
            + PACKAGES.replace(" ", ", ")
            + "; "
            + program
            + ": "
            + reason
            + ". Make one: ./osprey bench --install-python DIR");
  }
}
