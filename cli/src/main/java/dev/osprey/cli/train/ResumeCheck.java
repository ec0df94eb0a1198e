package dev.osprey.cli.train;

import dev.osprey.core.text.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the other arguments of {@code train --resume}. */
record ResumeCheck(Path root, @Nullable Path out) {

  /**
   * Refuses arguments that cannot apply to a resumed run.
   *
   * @param settings of the form {@code key.path=value}
   */
  void check(List<String> settings) {
    if (!Files.isDirectory(root)) {
      throw new UserError(
          root
              + " holds no run: "
              + (Files.exists(root) ? "it is not a folder" : "there is no such folder")
              + ". --resume takes the folder of a run, such as runs/cells");
    }
    if (out != null) {
      throw new UserError(
          "--resume continues in the run's own folder, "
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
          "--resume uses the configuration in "
              + root
              + "; leave out "
              + setting
              + ". To change a setting, give it as key.path=value");
    }
    String key = setting.substring(0, setting.indexOf('=')).strip();
    if (key.equals("model.preset") || key.equals("base") || key.equals("model.type")) {
      throw new UserError(
          root
              + " cannot be resumed with "
              + setting
              + ": the saved weights belong to the saved model. Leave it out, or start a new run");
    }
  }
}
