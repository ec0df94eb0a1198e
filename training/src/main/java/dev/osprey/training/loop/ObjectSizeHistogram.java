package dev.osprey.training.loop;

import dev.osprey.data.loader.LabelledImage;
import dev.osprey.detection.trained.TrainedSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of the object sizes in the batches of a run, from which {@link TrainedSizes} are
 * made. It is part of the run's state: a resumed run continues the count.
 *
 * @param classes for each label the number of objects by size: cell {@code i} holds sizes from
 *     2^(i/8) to 2^((i+1)/8) pixels
 * @param images number of images counted
 * @param logScale sum over the images of the logarithm of their scale
 * @param logLongest sum over the images of the logarithm of their longest side
 */
public record ObjectSizeHistogram(
    List<List<Long>> classes, long images, double logScale, double logLongest) {
  private static final int PER_OCTAVE = 8;
  private static final int CELLS = 12 * PER_OCTAVE;
  private static final double LEFT_OUT = 0.01;

  /** An empty histogram. */
  public static ObjectSizeHistogram none(int classes) {
    Long[] zeros = new Long[CELLS];
    Arrays.fill(zeros, 0L);
    List<List<Long>> cells = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      cells.add(List.of(zeros));
    }
    return new ObjectSizeHistogram(cells, 0, 0, 0);
  }

  ObjectSizeHistogram plus(List<LabelledImage> seen) {
    List<List<Long>> sums = new ArrayList<>();
    classes.forEach(cells -> sums.add(new ArrayList<>(cells)));
    double scales = logScale;
    double sides = logLongest;
    for (LabelledImage image : seen) {
      scales += Math.log(image.geometry().scale());
      sides += Math.log(Math.max(image.original().width(), image.original().height()));
      float[] boxes = image.boxes();
      for (int i = 0; i < image.labels().length; i++) {
        double width = (double) boxes[4 * i + 2] - boxes[4 * i];
        double height = (double) boxes[4 * i + 3] - boxes[4 * i + 1];
        List<Long> cells = sums.get(image.labels()[i]);
        int cell = cell(Math.sqrt(width * height));
        cells.set(cell, cells.get(cell) + 1);
      }
    }
    return new ObjectSizeHistogram(sums, images + seen.size(), scales, sides);
  }

  private static int cell(double size) {
    double octaves = Math.log(Math.max(size, 1)) / Math.log(2);
    return Math.min(CELLS - 1, (int) (PER_OCTAVE * octaves));
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

  private static TrainedSizes.Range range(int label, List<Long> cells) {
    long total = cells.stream().mapToLong(Long::longValue).sum();
    double least = LEFT_OUT * total;
    int first = 0;
    for (double below = cells.get(0); below <= least; below += cells.get(first)) {
      first++;
    }
    int last = CELLS - 1;
    for (double above = cells.get(last); above <= least; above += cells.get(last)) {
      last--;
    }
    return new TrainedSizes.Range(label, edge(first), edge(last + 1));
  }

  private static double edge(int cell) {
    return Math.pow(2, (double) cell / PER_OCTAVE);
  }
}
