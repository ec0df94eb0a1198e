package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.onnx.file.SealPolicy;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether an ONNX file may have been changed since it was exported. */
public final class UnsealedOption {
  @Option(
      names = "--unsealed",
      description =
          "Run an exported .onnx file that another program has changed (quantised, simplified,"
              + " converted): its numbers are not those of the export, and damage is not seen.")
  boolean unsealed;

  public SealPolicy policy() {
    return unsealed ? SealPolicy.IGNORE : SealPolicy.REQUIRE;
  }

  /**
   * Refuses the option where it has no meaning.
   *
   * @throws UserError for model files
   */
  public void requireFor(Path model) {
    if (unsealed && !DetectorOptions.isOnnx(model)) {
      throw new UserError(
          "--unsealed is for exported .onnx files, and " + model + " is none; leave it out");
    }
  }

  /** One line about a file that was changed. */
  static String warning(Path model) {
    return "warning: "
        + model
        + " was changed by another program since it was exported, so its numbers are not the"
        + " exported ones; ./osprey doctor --unsealed --model "
        + model
        + " tells how far the image kept in it differs, val measures it on data";
  }
}
