package dev.osprey.onnx;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.runtime.OnnxDetector;
import dev.osprey.torch.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs a detector on ONNX Runtime without a file that stays: it is exported to the system's
 * temporary folder, opened and deleted.
 *
 * @param weights of the detector's network; they stay the caller's
 * @param trainedSizes what objects they were trained on; null: unknown
 */
public record TemporaryExport(
    Detector detector, LabelMap labels, Weights weights, @Nullable TrainedSizes trainedSizes) {

  /** Of a detector that does not tell its trained sizes. */
  public TemporaryExport(Detector detector, LabelMap labels, Weights weights) {
    this(detector, labels, weights, null);
  }

  /**
   * The exported detector; the caller closes it.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError where the temporary folder does not take the file
   */
  public OnnxDetector open(int threads) {
    return use(ExportForm.whole(), file -> OnnxDetector.open(file, threads));
  }

  /** What becomes of an exported file, which is gone afterwards. */
  public <T> T use(ExportForm form, Function<Path, T> user) {
    try {
      Path folder = Files.createTempDirectory("osprey-export");
      Path file = folder.resolve("model.onnx");
      try {
        new OnnxExporter(detector, labels, weights, trainedSizes).writeUnchecked(file, form);
        return user.apply(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UserError(
          "the folder for temporary files, "
              + System.getProperty("java.io.tmpdir")
              + ", cannot be used: "
              + IoReason.of(e)
              + ". Make it, or name another one with the Java option -Djava.io.tmpdir=DIR (of the"
              + " command line: OSPREY_JAVA_OPTIONS=-Djava.io.tmpdir=DIR)",
          e);
    }
  }
}
