package dev.osprey.cli.model;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.image.ImageSources;
import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.ImageSource;
import dev.osprey.data.Sample;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetFormat;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.onnx.quantization.Int8Exporter;
import dev.osprey.training.evaluation.LabelAlignment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images that an int8 file is calibrated on, and those that it is compared with float32 on.
 * They are different images if there are two or more. Which is which depends on the names alone.
 *
 * @param check with labels aligned with the model's
 */
record CalibrationData(List<ImageSource> calibration, Dataset check, Labelling labelling) {
  /** The most images of the comparison: enough for a mAP, few enough to wait for. */
  private static final int CHECK_IMAGES = 256;

  private static final List<String> CHECK_SPLITS = List.of("test", "val", "valid", "validation");

  /** Whether the images have annotations. */
  enum Labelling {
    PRESENT,
    ABSENT
  }

  CalibrationData {
    calibration = List.copyOf(calibration);
  }

  /**
   * Reads a data set, or a folder of images. Invalid entries of a data set are left out.
   *
   * @param labels of the model
   * @throws UserError if there are no images, or an object has a class that the model does not know
   */
  static CalibrationData read(Path folder, LabelMap labels) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          "--calibrate " + folder + ": there is no such folder; name a data set or images");
    }
    return format(folder)
        .map(format -> ofDataset(folder, format, labels))
        .orElseGet(() -> ofImages(folder, labels));
  }

  private static Optional<DatasetFormat> format(Path folder) {
    return DatasetFormats.names().stream()
        .map(DatasetFormats::named)
        .filter(format -> format.recognises(folder))
        .findFirst();
  }

  private static CalibrationData ofDataset(Path folder, DatasetFormat format, LabelMap labels) {
    List<String> splits = format.splits(folder);
    String other = CHECK_SPLITS.stream().filter(splits::contains).findFirst().orElse(null);
    if (splits.contains("train") && other != null) {
      Dataset train = read(folder, "train", labels);
      Dataset check = read(folder, other, labels);
      return new CalibrationData(
          sources(spread(byName(train), Int8Exporter.CALIBRATION_IMAGES)),
          some(check, byName(check)),
          Labelling.PRESENT);
    }
    Dataset whole = read(folder, splits.contains("train") ? "train" : null, labels);
    return parted(whole, Labelling.PRESENT);
  }

  private static Dataset read(Path folder, @Nullable String split, LabelMap labels) {
    DatasetSource source = DatasetSource.of(folder).withSplit(split).withOnInvalid(OnInvalid.SKIP);
    return LabelAlignment.align(DatasetFormats.read(source, WarningLine::print), labels);
  }

  private static CalibrationData ofImages(Path folder, LabelMap labels) {
    List<Path> images = ImageSources.find(List.of(folder.toString())).images();
    List<Sample> samples =
        IntStream.range(0, images.size())
            .mapToObj(i -> new Sample(i, images.get(i), List.of()))
            .toList();
    return parted(new Dataset(folder.toString(), labels, samples), Labelling.ABSENT);
  }

  /** Takes every n-th image, at most half of all, for the calibration and the others to compare. */
  private static CalibrationData parted(Dataset whole, Labelling labelling) {
    List<Sample> all = byName(whole);
    int count = Math.min(Int8Exporter.CALIBRATION_IMAGES, Math.max(1, all.size() / 2));
    List<Sample> taken = spread(all, count);
    Set<Object> used = new HashSet<>();
    taken.forEach(sample -> used.add(sample.source().identity()));
    List<Sample> others =
        all.stream().filter(sample -> !used.contains(sample.source().identity())).toList();
    return new CalibrationData(
        sources(taken), some(whole, others.isEmpty() ? all : others), labelling);
  }

  private static List<Sample> byName(Dataset dataset) {
    List<Sample> samples = new ArrayList<>(dataset.samples());
    samples.sort(Comparator.comparing(sample -> sample.source().shortName()));
    if (samples.isEmpty()) {
      throw new UserError("--calibrate: " + dataset.name() + " has no images");
    }
    return samples;
  }

  private static Dataset some(Dataset dataset, List<Sample> samples) {
    return new Dataset(dataset.name(), dataset.labels(), spread(samples, CHECK_IMAGES));
  }

  private static List<Sample> spread(List<Sample> all, int count) {
    return Int8Exporter.spread(all, count);
  }

  private static List<ImageSource> sources(List<Sample> samples) {
    return samples.stream().map(Sample::source).toList();
  }
}
