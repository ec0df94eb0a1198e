package dev.osprey.cli.model;

import dev.osprey.cli.options.SetOption;
import dev.osprey.cli.output.OutputFile;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.onnx.OnnxExporter;
import dev.osprey.onnx.check.Agreement;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.naming.Peers;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code osprey export}, which writes a model in a format that other programs read. */
@Command(
    name = "export",
    description =
        "Write a model as one file for other programs, after checking that it gives the same"
            + " results there.")
public final class ExportCommand implements Callable<Integer> {

  /** The formats that can be written. */
  enum Format {
    /** The whole detector in standard operators, for ONNX Runtime and similar engines. */
    ONNX,
    /** A state dict with the keys of another project, for PyTorch. */
    PTH
  }

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run).")
  Path model;

  @Option(names = "--format", required = true, description = "onnx or pth")
  Format format;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file to write; it must not exist.")
  Path out;

  @Option(
      names = "--names",
      paramLabel = "PEER",
      description =
          "The project whose keys a .pth file gets: torchvision, yhenon, biubug6 or mmdet. The"
              + " project's own model loads them with strict=True.")
  @Nullable String names;

  @Option(
      names = "--fixed",
      paramLabel = "HxW",
      description =
          "Take float32 (N, 3, H, W) of this size, already preprocessed, instead of 8-bit images"
              + " (N, H, W, 3) of any size: for engines that compile a graph, such as TensorRT."
              + " Boxes are then in pixels of that input.")
  @Nullable String fixed;

  @Option(
      names = "--raw",
      description =
          "Output logits, deltas and anchors (proposals if there are two stages) instead of"
              + " detections.")
  boolean raw;

  @Option(
      names = "--int8",
      description =
          "Quantise the network of an ONNX file to 8-bit integers, which is about three times as"
              + " fast on a CPU. Needs --calibrate.")
  boolean int8;

  @Option(
      names = "--calibrate",
      paramLabel = "DIR",
      description =
          "With --int8: a data set, or a folder of images, such as the network will get. Some of"
              + " the images give the ranges of its numbers; the others show what int8 changes.")
  @Nullable Path calibrate;

  @Mixin SetOption changes;

  @Override
  public Integer call() {
    OutputFile.requireWritable("--out", out);
    switch (format) {
      case ONNX -> exportOnnx();
      case PTH -> exportPth();
    }
    return 0;
  }

  private void exportPth() {
    if (names == null) {
      throw new UserError(
          "--format pth needs --names, the project whose keys the file gets: "
              + String.join(", ", Peers.names()));
    }
    if (fixed != null || raw || int8 || calibrate != null || changes.isGiven()) {
      throw new UserError(
          "--fixed, --raw, --int8, --calibrate and --set are for --format onnx: a .pth file has only"
              + " weights");
    }
    try (ModelFile file = ModelFile.open(model)) {
      PthExport.write(file, names, out);
    }
  }

  private void exportOnnx() {
    if (names != null) {
      throw new UserError("--names is for --format pth: an ONNX file has names of its own");
    }
    requireCalibration();
    ExportForm form =
        new ExportForm(
            fixed == null ? null : ImageSizeParser.parse("--fixed", fixed),
            raw ? ExportForm.Outputs.RAW : ExportForm.Outputs.DETECTIONS);
    try (ModelFile file = ModelFile.open(model)) {
      Detector detector = changes.of(file.config(), model).create();
      try (Weights weights = file.weights(detector.network(), Engine.cpu())) {
        TrainedSizes sizes = TrainedSizes.read(file.summary(), model.toString());
        OnnxExporter exporter = new OnnxExporter(detector, file.labels(), weights, sizes);
        if (calibrate != null) {
          Int8Export.write(exporter, calibrate, file.labels(), out, form);
          return;
        }
        Agreement agreement = exporter.export(out, form);
        System.out.println("exported: " + out + " (" + form + ")");
        System.out.println("ONNX Runtime and libtorch: " + agreement);
      }
    }
  }

  private void requireCalibration() {
    if (int8 && calibrate == null) {
      throw new UserError(
          "--int8 needs --calibrate DIR: a data set, or a folder of images, such as the network"
              + " will get");
    }
    if (!int8 && calibrate != null) {
      throw new UserError("--calibrate goes with --int8; add it, or leave --calibrate out");
    }
  }
}
