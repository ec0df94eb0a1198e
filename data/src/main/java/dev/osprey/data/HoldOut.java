package dev.osprey.data;

import dev.osprey.core.Annotation;
import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Splits a data set in two: images to train on, and a share that is held back for validation. The
 * part of an image depends on the images' names, the share and the seed alone.
 *
 * <p>Each class is split in about the same proportion: the share of each is drawn first, the rarest
 * class before the others (after Sechidis, Tsoumakas and Vlahavas 2011), as far as images with
 * several classes allow; images without objects fill the rest. Both parts keep the order and the
 * labels of the whole.
 *
 * <p>Frames of one video, or copies of one image, may land in both parts: split such data by hand.
 */
public record HoldOut(Dataset train, Dataset heldBack) {

  /**
   * Splits a data set.
   *
   * @param share that is held back, in (0, 1); each part has at least one image
   * @throws UserError if there are fewer than two images
   */
  public static HoldOut of(Dataset dataset, double share, long seed) {
    int size = dataset.size();
    if (size < 2) {
      throw new UserError(
          "of "
              + size
              + (size == 1 ? " image" : " images")
              + " none can be held back for validation; add images, or train without"
              + " (data.validation=null)");
    }
    int count = Math.min(size - 1, Math.max(1, (int) Math.rint(share * size)));
    BitSet held = new Draw(dataset, share, seed).held(count);
    return new HoldOut(
        part(dataset, IntStream.range(0, size).filter(i -> !held.get(i)), seed),
        part(dataset, held.stream(), seed));
  }

  private static Dataset part(Dataset dataset, IntStream rows, long seed) {
    List<Sample> samples = rows.mapToObj(dataset.samples()::get).toList();
    String name =
        dataset.name()
            + " ("
            + samples.size()
            + " of "
            + dataset.size()
            + " images, drawn by seed "
            + seed
            + ")";
    return new Dataset(name, dataset.labels(), samples);
  }

  /** Draws images in a random order, class by class. */
  private static final class Draw {
    private final Dataset dataset;
    private final double share;
    private final int[] order;

    /** For each image the number of objects of each class. */
    private final int[][] counts;

    /** For each class the number of objects that remain for training. */
    private final long[] left;

    private final BitSet held = new BitSet();

    Draw(Dataset dataset, double share, long seed) {
      this.dataset = dataset;
      this.share = share;
      order = order(dataset, seed);
      counts = dataset.samples().stream().map(this::counts).toArray(int[][]::new);
      left = IntStream.range(0, dataset.labels().size()).mapToLong(this::total).toArray();
    }

    /**
     * A random order that depends on the images' names, so that adding an image moves few others.
     */
    private static int[] order(Dataset dataset, long seed) {
      long[] keys =
          dataset.samples().stream()
              .mapToLong(sample -> SeededRandom.of(seed, lastName(sample).hashCode()).nextLong())
              .toArray();
      return IntStream.range(0, keys.length)
          .boxed()
          .sorted(Comparator.comparingLong(i -> keys[i]))
          .mapToInt(Integer::intValue)
          .toArray();
    }

    private static String lastName(Sample sample) {
      String name = sample.name().replace('\\', '/');
      return name.substring(name.lastIndexOf('/') + 1);
    }

    private int[] counts(Sample sample) {
      int[] ofSample = new int[dataset.labels().size()];
      for (Annotation annotation : sample.annotations()) {
        ofSample[annotation.label()] += annotation.isCrowd() ? 0 : 1;
      }
      return ofSample;
    }

    BitSet held(int count) {
      for (int label : rarestFirst()) {
        long keep = total(label) - Math.round(share * total(label));
        hold(count, i -> left[label] > keep && counts[i][label] > 0);
      }
      hold(count, i -> IntStream.of(counts[i]).sum() == 0);
      hold(count, i -> true);
      if (held.isEmpty()) {
        held.set(
            order[0]); // each image has the last object of a class; hold one back all the same, to
        // measure something
      }
      return held;
    }

    /** Holds back images that fit, until there are {@code count}. */
    private void hold(int count, IntPredicate fits) {
      for (int i : order) {
        if (held.cardinality() < count && !held.get(i) && fits.test(i) && leavesEachClass(i)) {
          held.set(i);
          Arrays.setAll(left, label -> left[label] - counts[i][label]);
        }
      }
    }

    private boolean leavesEachClass(int image) {
      return IntStream.range(0, left.length)
          .allMatch(label -> counts[image][label] == 0 || left[label] > counts[image][label]);
    }

    private List<Integer> rarestFirst() {
      List<Integer> labels = new ArrayList<>();
      IntStream.range(0, dataset.labels().size()).forEach(labels::add);
      labels.sort(Comparator.comparingLong(this::total));
      return labels;
    }

    private long total(int label) {
      long total = 0;
      for (int[] ofImage : counts) {
        total += ofImage[label];
      }
      return total;
    }
  }
}
