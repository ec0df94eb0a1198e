package dev.osprey.onnx.runtime;

import dev.osprey.core.Detections;
import dev.osprey.core.ImageSize;
import dev.osprey.core.LabelMap;
import dev.osprey.core.runtime.UseCount;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.detection.Detector;
import dev.osprey.detection.trained.TrainedSizes;
import dev.osprey.inference.InferenceTimes;
import dev.osprey.inference.LoadedDetector;
import dev.osprey.inference.views.ImageDetector;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.Views;
import dev.osprey.onnx.file.ExportForm;
import dev.osprey.onnx.file.QuantizationRecord;
import dev.osprey.onnx.file.SealPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exported detector in its default form, run by ONNX Runtime on the CPU. It takes images and
 * gives detections in pixels of those images. Several threads may use one; {@link LoadedDetector}
 * describes what closing does.
 */
public final class OnnxDetector implements LoadedDetector {
  private final ExportedFile file;
  private volatile InferenceTimes times = InferenceTimes.none(InferenceTimes.Parts.ONE_GRAPH);

  private OnnxDetector(ExportedFile file) {
    this.file = file;
  }

  /**
   * Opens an exported file.
   *
   * @param threads inside one operation; 0: one per core
   * @throws UserError if it is missing or damaged, has another form, or was not exported by Osprey
   */
  public static OnnxDetector open(Path file, int threads) {
    return open(file, threads, SealPolicy.REQUIRE);
  }

  /**
   * Opens a file that another program may have changed (quantised, simplified, converted), if the
   * policy allows it. Its numbers are then not the exported ones; see {@link #isAsExported}.
   *
   * @throws UserError also if its inputs, outputs or metadata are no longer those of the export
   */
  public static OnnxDetector open(Path file, int threads, SealPolicy policy) {
    ExportedFile opened = ExportedFile.open(file, threads, policy);
    if (!opened.form().equals(ExportForm.whole())) {
      opened.close();
      throw new UserError(
          file
              + ": exported as \""
              + opened.form()
              + "\", which takes no images or gives no detections; export it without --fixed"
              + " and --raw");
    }
    return new OnnxDetector(opened);
  }

  /** Returns whether the file is, byte for byte, as it was exported. */
  public boolean isAsExported() {
    return file.isAsExported();
  }

  /** Returns how the network was quantised; empty if it computes in float32. */
  public Optional<QuantizationRecord> quantization() {
    return file.quantization();
  }

  @Override
  public String engine() {
    return "ONNX Runtime (an exported file)";
  }

  @Override
  public LabelMap labels() {
    return file.labels();
  }

  @Override
  public Detector.Config config() {
    return file.config();
  }

  /**
   * Returns a detector with tiles or mirrored views. The file itself resizes images and tiles to
   * the size that it was exported with.
   *
   * @throws UserError for other scales
   */
  @Override
  public ImageDetector with(Views views) {
    file.session().requireOpen();
    TestTimeAugmentation augmentation = views.augmentation();
    if (augmentation != null && augmentation.scales().stream().anyMatch(scale -> scale != 1)) {
      throw new UserError(
          "scales "
              + augmentation.scales()
              + " need the model file: an ONNX file resizes images itself, to the size that it"
              + " was exported with. Give the .safetensors file that it was exported from, or leave"
              + " the scales out");
    }
    if (views.tiling() != null && views.tiling().enlargement() != 1) {
      throw new UserError(
          "enlarged tiles need the model file: an ONNX file resizes images itself. Give the"
              + " .safetensors file that it was exported from, or leave the enlargement out");
    }
    ImageDetector viewing =
        views
            .fitted(trainedSizes(), config().preprocessing().resize())
            .over((images, scale) -> detect(images), config(), null);
    return images -> {
      try (UseCount.Use use = file.session().use()) {
        return viewing.detect(ImageDetector.requireImages(images));
      }
    };
  }

  @Override
  public @Nullable TrainedSizes trainedSizes() {
    return file.trainedSizes();
  }

  /** Detects objects in several images; images of one size run as one batch. */
  @Override
  public List<Detections> detect(List<RgbImage> images) {
    try (UseCount.Use use = file.session().use()) {
      return detectBySize(ImageDetector.requireImages(images));
    }
  }

  private List<Detections> detectBySize(List<RgbImage> images) {
    Map<ImageSize, List<Integer>> bySize = new LinkedHashMap<>();
    for (int i = 0; i < images.size(); i++) {
      bySize.computeIfAbsent(images.get(i).size(), size -> new ArrayList<>()).add(i);
    }
    Detections[] found = new Detections[images.size()];
    bySize.forEach(
        (size, members) -> {
          List<RgbImage> batch = members.stream().map(images::get).toList();
          List<Detections> ofBatch = run(batch);
          for (int i = 0; i < members.size(); i++) {
            found[members.get(i)] = ofBatch.get(i);
          }
        });
    return List.of(found);
  }

  private List<Detections> run(List<RgbImage> batch) {
    long start = System.nanoTime();
    List<Detections> found = DenseDetections.of(file.session().run(batch));
    count(System.nanoTime() - start);
    return found;
  }

  @Override
  public InferenceTimes times() {
    return times;
  }

  private synchronized void count(long nanoseconds) {
    times = times.plusWhole(nanoseconds);
  }

  @Override
  public void close() {
    file.close();
  }
}
