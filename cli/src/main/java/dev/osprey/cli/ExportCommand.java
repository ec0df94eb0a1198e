package dev.osprey.cli;

import dev.osprey.core.LabelMap;
import dev.osprey.detection.Detector;
import dev.osprey.onnx.Agreement;
import dev.osprey.onnx.ExportForm;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Weights;
import dev.osprey.weights.ModelFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code osprey export}: writes a model in a format that other programs read. */
@Command(
    name = "export",
    description =
        "Write a model as one file for other programs, once it has given the same results there as"
            + " here.")
final class ExportCommand implements Callable<Integer> {

  /** What can be written. */
  enum Format {
    /** For ONNX Runtime and its like: the whole detector in standard operators. */
    ONNX
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run).")
  Path model;

  @Option(names = "--format", required = true, description = "onnx")
  Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; it must not exist.")
  Path out;

  @Option(
      names = "--fixed",
      paramLabel = "HxW",
      description =
          "Take float32 (N, 3, H, W) of this size, preprocessed outside, instead of 8-bit pictures"
              + " (N, H, W, 3) of any size: for engines that compile a graph, such as TensorRT."
              + " Boxes are then in pixels of that input.")
  @Nullable String fixed;

  @Option(
      names = "--raw",
      description =
          "Give logits, deltas and anchors (proposals of two stages) instead of detections.")
  boolean raw;

  @Mixin ModelChanges changes;

  @Override
  public Integer call() {
    OutputFolder.requireAbsent(out);
    ExportForm form =
        new ExportForm(
            fixed == null ? null : SizeText.parse("--fixed", fixed),
            raw ? ExportForm.Outputs.RAW : ExportForm.Outputs.DETECTIONS);
    try (ModelFile file = ModelFile.open(model)) {
      Detector detector = changes.of(file.config(), model).create();
      try (Weights weights = file.weights(detector.network(), Engine.cpu())) {
        Agreement agreement = export(detector, file.labels(), weights, form);
        System.out.println("exported: " + out + " (" + form + ")");
        System.out.println("ONNX Runtime and libtorch: " + agreement);
      }
    }
    return 0;
  }

  private Agreement export(Detector detector, LabelMap labels, Weights weights, ExportForm form) {
    return switch (format) {
      case ONNX -> new OnnxExporter(detector, labels, weights).export(out, form);
    };
  }
}
