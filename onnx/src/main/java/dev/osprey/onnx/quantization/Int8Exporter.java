package dev.osprey.onnx.quantization;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.osprey.core.text.UserError;
import dev.osprey.data.ImageSource;
import dev.osprey.detection.golden.GoldenAnswer;
import dev.osprey.detection.golden.GoldenRequest;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.onnx.detector.DetectorExport;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.OnnxFile;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.quantization.range.QuantizedRange;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.onnx.runtime.OnnxDetector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes detectors as ONNX files whose network computes in int8. The same detector and images give
 * the same bytes on the same processor.
 */
public final class Int8Exporter {
  /** The most images that ranges come from; more change them little. */
  public static final int CALIBRATION_IMAGES = 64;

  /** Compares the quantised detector with the float32 one on images that were not calibrated on. */
  @FunctionalInterface
  public interface Check {
    QuantizationRecord.Check compare(LoadedDetector float32, LoadedDetector int8);
  }

  private final DetectorExport export;
  private final Consumer<String> progress;

  /**
   * Creates an exporter.
   *
   * @param progress receives a line at the start of each step
   */
  public Int8Exporter(DetectorExport export, Consumer<String> progress) {
    this.export = export;
    this.progress = progress;
  }

  /**
   * Writes a file.
   *
   * @param images for the calibration, at least one
   * @param golden a golden request whose answer the file's own replaces; null: it has none
   * @throws UserError if the file exists or cannot be written, an image cannot be read, or the
   *     network's values are not finite
   */
  public QuantizationRecord export(
      Path file,
      ExportForm form,
      List<ImageSource> images,
      @Nullable GoldenRequest golden,
      Check check) {
    OnnxFile.requireAbsent(file);
    ModelProto whole = export.model(ExportForm.whole(), null, null);
    List<ImageSource> some = spread(images, CALIBRATION_IMAGES);
    progress.accept("calibrating on " + some.size() + (some.size() == 1 ? " image" : " images"));
    Calibration calibration = Calibration.of(whole, some);
    progress.accept("choosing ranges and layers");
    LayerChoice choice = LayerChoice.of(whole, calibration, some);
    progress.accept("comparing int8 with float32");
    QuantizationRecord record =
        new QuantizationRecord(
            QuantizationRecord.INT8,
            choice.rule().text(),
            some.size(),
            QuantizedNodes.of(whole.getGraph(), Set.of()).layers().size(),
            new ArrayList<>(choice.floatLayers()),
            compare(whole, choice, check));
    OnnxFile.write(file, model(form, choice, record, golden), Int8Exporter::requireUsable);
    return record;
  }

  /** Returns at most {@code count} entries, at equal distances. */
  public static <T> List<T> spread(List<T> all, int count) {
    int taken = Math.min(count, all.size());
    return IntStream.range(0, taken)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / taken)))
        .toList();
  }

  private static QuantizationRecord.Check compare(
      ModelProto whole, LayerChoice choice, Check check) {
    ModelProto integers = QdqGraph.of(whole, choice.ranges(), choice.floatLayers());
    try (OnnxDetector float32 = TemporaryModel.open(whole, Int8Exporter::detector);
        OnnxDetector int8 = TemporaryModel.open(integers, Int8Exporter::detector)) {
      return check.compare(float32, int8);
    }
  }

  private static OnnxDetector detector(Path file) {
    return OnnxDetector.open(file, 0);
  }

  private ModelProto model(
      ExportForm form,
      LayerChoice choice,
      QuantizationRecord record,
      @Nullable GoldenRequest golden) {
    ModelProto without = quantized(export.model(form, null, record), choice);
    if (golden == null) {
      return without;
    }
    try (ExportedFile opened = TemporaryModel.open(without, path -> ExportedFile.open(path, 0))) {
      GoldenAnswer own = opened.replay(golden).shortened();
      GoldenRequest request = new GoldenRequest(golden.image(), golden.scoreThreshold(), own);
      return quantized(export.model(form, request, record), choice);
    }
  }

  private static ModelProto quantized(ModelProto model, LayerChoice choice) {
    Map<String, QuantizedRange> ranges = Calibration.renamed(choice.ranges(), model);
    return QdqGraph.of(model, ranges, choice.floatLayers());
  }

  /** Runs the file once, on the image of its golden request. */
  private static void requireUsable(Path file) {
    try (ExportedFile opened = ExportedFile.open(file, 0)) {
      opened.golden().ifPresent(opened::replay);
    }
  }
}
