package dev.osprey.data.format;

import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.Sample;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import dev.osprey.data.image.codec.ImageCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks the image files of a data set before they are used, so that all files that are not images
 * are reported at once. Where faulty entries are left out, whole files are checked; otherwise their
 * first bytes. No pixels are decoded.
 */
public final class ImageCheck {
  private ImageCheck() {}

  /** The data set without the images that cannot be read; they are rejected. */
  static Dataset check(Dataset dataset, EntryProblems problems) {
    List<Sample> samples = dataset.samples();
    // A file that many entries name is looked at once.
    List<Path> images = samples.stream().map(Sample::image).distinct().toList();
    Map<Path, Optional<String>> faults =
        images.parallelStream()
            .collect(
                Collectors.toConcurrentMap(
                    Function.identity(), image -> fault(image, problems.leavesOut())));
    List<Sample> readable = new ArrayList<>();
    for (Sample sample : samples) {
      Optional<String> fault = faults.getOrDefault(sample.image(), Optional.empty());
      if (fault.isEmpty()) {
        readable.add(sample);
      } else {
        problems.reject(Fault.UNREADABLE_IMAGE, fault.get(), "");
      }
    }
    return readable.size() == samples.size()
        ? dataset
        : new Dataset(dataset.name(), dataset.labels(), readable);
  }

  private static Optional<String> fault(Path image, boolean whole) {
    try {
      if (whole) {
        ImageCodec.requireComplete(image);
      } else {
        ImageCodec.requireImage(image);
      }
      return Optional.empty();
    } catch (UserError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
