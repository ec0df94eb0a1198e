package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.onnx.file.SealPolicy;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --unsealed}, which runs ONNX files that were changed after their export. */
public final class UnsealedOption {
  @Option(
      names = "--unsealed",
      description =
          "Run an exported .onnx file although another program changed it (quantised, simplified,"
              + " converted). Its results differ from the export, and damage is not detected.")
  boolean unsealed;

  public SealPolicy policy() {
    return unsealed ? SealPolicy.IGNORE : SealPolicy.REQUIRE;
  }

  /**
   * Refuses the option for model files, where it has no meaning.
   *
   * @throws UserError if it is given for a model file
   */
  public void requireFor(Path model) {
    if (unsealed && !DetectorOptions.isOnnx(model)) {
      throw new UserError("--unsealed is only for exported .onnx files; leave it out for " + model);
    }
  }

  /** A warning about a file that was changed. */
  static String warning(Path model) {
    return model
        + " was changed by another program after the export, so its results differ from the"
        + " exported ones. ./osprey doctor --unsealed --model "
        + model
        + " shows by how much on the image in the file; val measures it on a data set";
  }
}
