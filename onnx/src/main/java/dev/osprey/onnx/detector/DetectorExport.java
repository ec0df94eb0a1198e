package dev.osprey.onnx.detector;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.file.OnnxMetadata;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.InferenceWeights;
import dev.osprey.torch.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A detector with everything that an exported file stores. It writes such files without running
 * them.
 *
 * @param weights of the detector's network; they stay the caller's
 * @param trainedSizes the object sizes that the weights were trained on; null: unknown
 */
public record DetectorExport(
    Detector detector, LabelMap labels, Weights weights, @Nullable TrainedSizes trainedSizes) {

  /** Returns the same detector with another score threshold. */
  public DetectorExport withScoreThreshold(double threshold) {
    return new DetectorExport(
        detector.withScoreThreshold(threshold), labels, weights, trainedSizes);
  }

  /** Returns the weights of the graph: float32, norms folded. The caller closes them. */
  public InferenceWeights inferenceWeights() {
    return InferenceWeights.of(detector.network(), weights, Engine.cpu());
  }

  /** Writes a file without a golden request. */
  public void write(Path file, ExportForm form) {
    write(file, form, null, written -> {});
  }

  /**
   * Writes a file.
   *
   * @param golden null: the file has no golden request
   * @param check receives the written file before it gets its name; if it throws, no file is left
   * @throws UserError if the file exists or the disk rejects it
   */
  public void write(
      Path file, ExportForm form, @Nullable GoldenRequest golden, Consumer<Path> check) {
    OnnxFile.write(file, model(form, golden, null), check);
  }

  /**
   * Returns the content of a file, in float32.
   *
   * @param golden null: the file has no golden request
   * @param quantization what the metadata say about a network that is quantised afterwards; null:
   *     it stays float32
   */
  public ModelProto model(
      ExportForm form, @Nullable GoldenRequest golden, @Nullable QuantizationRecord quantization) {
    try (InferenceWeights folded = inferenceWeights()) {
      OnnxMetadata metadata =
          new OnnxMetadata(form, detector.config(), labels, trainedSizes, golden, quantization);
      return DetectorGraph.of(detector, folded, form).graph().model(metadata.properties());
    }
  }

  /**
   * Writes a file into the system's temporary folder and deletes it after its use.
   *
   * @throws UserError if the temporary folder cannot be used
   */
  public <T> T writeTemporary(ExportForm form, Function<Path, T> user) {
    try {
      Path folder = Files.createTempDirectory("osprey-export");
      Path file = folder.resolve("model.onnx");
      try {
        write(file, form);
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
