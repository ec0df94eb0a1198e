package dev.osprey.cli.train;

import dev.osprey.core.text.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What else may stand on the command line of {@code train --resume}. */
record ResumeCheck(Path root, @Nullable Path out) {

  /**
   * Refuses what a resumed run cannot honour.
   *
   * @param settings of the form {@code key.path=value}
   */
  void check(List<String> settings) {
    if (!Files.isDirectory(root)) {
      throw new UserError(
          root
              + " holds no run: "
              + (Files.exists(root) ? "it is no folder" : "there is no such folder")
              + ". --resume takes the folder of a run, such as runs/cells");
    }
    if (out != null) {
      throw new UserError(
          "--resume goes on in the run's own folder, "
              + root
              + "; leave out --out. To keep the run as it is, copy the folder and resume the copy");
    }
    for (String setting : settings) {
      check(setting);
    }
  }

  private void check(String setting) {
    if (!setting.contains("=")) {
      throw new UserError(
          "--resume takes the configuration that is in "
              + root
              + "; leave out "
              + setting
              + ". Settings that are to change are given as key.path=value");
    }
    String key = setting.substring(0, setting.indexOf('=')).strip();
    if (key.equals("model.preset") || key.equals("base") || key.equals("model.type")) {
      throw new UserError(
          root
              + " cannot be resumed with "
              + setting
              + ": the saved weights are of the saved model. Leave it out, or start a new run");
    }
  }
}
