package dev.osprey.training.loop;

import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.trained.TrainedSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of the object sizes in the batches of a run, from which {@link TrainedSizes} are
 * computed. It is part of the run's state: a resumed run continues the count.
 *
 * @param classes for each label the number of objects by size: bin {@code i} holds sizes from
 *     2^(i/8) to 2^((i+1)/8) pixels
 * @param images number of images counted
 * @param logScale sum over the images of the logarithm of their scale
 * @param logLongest sum over the images of the logarithm of their longest side
 */
public record ObjectSizeHistogram(
    List<List<Long>> classes, long images, double logScale, double logLongest) {
  private static final int BINS_PER_OCTAVE = 8;
  private static final int BINS = 12 * BINS_PER_OCTAVE;
  private static final double IGNORED_FRACTION = 0.01;

  /** An empty histogram. */
  public static ObjectSizeHistogram none(int classes) {
    Long[] zeros = new Long[BINS];
    Arrays.fill(zeros, 0L);
    List<List<Long>> bins = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      bins.add(List.of(zeros));
    }
    return new ObjectSizeHistogram(bins, 0, 0, 0);
  }

  ObjectSizeHistogram plus(List<LabelledImage> seen) {
    List<List<Long>> sums = new ArrayList<>();
    classes.forEach(bins -> sums.add(new ArrayList<>(bins)));
    double scales = logScale;
    double sides = logLongest;
    for (LabelledImage image : seen) {
      scales += Math.log(image.geometry().scale() / image.reduction());
      int longest = Math.max(image.original().width(), image.original().height());
      sides += Math.log(longest * image.reduction());
      float[] boxes = image.boxes();
      for (int i = 0; i < image.labels().length; i++) {
        double width = (double) boxes[4 * i + 2] - boxes[4 * i];
        double height = (double) boxes[4 * i + 3] - boxes[4 * i + 1];
        List<Long> bins = sums.get(image.labels()[i]);
        int bin = bin(Math.sqrt(width * height));
        bins.set(bin, bins.get(bin) + 1);
      }
    }
    return new ObjectSizeHistogram(sums, images + seen.size(), scales, sides);
  }

  private static int bin(double size) {
    double octaves = Math.log(Math.max(size, 1)) / Math.log(2);
    return Math.min(BINS - 1, (int) (BINS_PER_OCTAVE * octaves));
  }

  /** The sizes counted so far; null before the first image. */
  public @Nullable TrainedSizes sizes() {
    if (images == 0) {
      return null;
    }
    List<TrainedSizes.Range> ranges = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      if (classes.get(label).stream().anyMatch(count -> count > 0)) {
        ranges.add(range(label, classes.get(label)));
      }
    }
    return new TrainedSizes(ranges, Math.exp(logScale / images), Math.exp(logLongest / images));
  }

  private static TrainedSizes.Range range(int label, List<Long> bins) {
    long total = bins.stream().mapToLong(Long::longValue).sum();
    double ignored = IGNORED_FRACTION * total;
    int first = 0;
    for (double below = bins.get(0); below <= ignored; below += bins.get(first)) {
      first++;
    }
    int last = BINS - 1;
    for (double above = bins.get(last); above <= ignored; above += bins.get(last)) {
      last--;
    }
    return new TrainedSizes.Range(label, edge(first), edge(last + 1));
  }

  private static double edge(int bin) {
    return Math.pow(2, (double) bin / BINS_PER_OCTAVE);
  }
}
