package dev.osprey.bench.run;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a virtual environment with the current versions of the peers' libraries. Packages come from
 * where pip takes them on this machine.
 */
public final class PythonInstallation {
  private PythonInstallation() {}

  /**
   * Makes the folder and installs the libraries; what pip prints goes to standard error.
   *
   * @param python the interpreter that makes the environment
   * @param folder a new one
   * @throws UserError if it exists, or if pip fails; what it has made stays for a look
   */
  public static PeerPython make(Path python, Path folder) {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new UserError(
          "--install-python " + folder + ": exists already; name another folder, or remove it");
    }
    run(List.of(python.toString(), "-m", "venv", folder.toString()));
    List<String> install = new ArrayList<>();
    install.add(PeerPython.program(folder).toString());
    install.addAll(List.of("-m", "pip", "install"));
    install.addAll(List.of(PeerPython.PACKAGES.split(" ")));
    run(install);
    return PeerPython.open(folder);
  }

  private static void run(List<String> words) {
    String line = String.join(" ", words);
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getInputStream().transferTo(System.err);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new UserError(
            line + " failed with exit code " + exitCode + "; what it said is above");
      }
    } catch (IOException e) {
      throw new UserError(line + " does not start; install Python 3.10 or newer with venv", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError(line + " was interrupted", e);
    }
  }
}
