package dev.osprey.evaluation;

/**
 * Indices of objects, grouped by image. Those of image i are {@code items[starts[i]]} to {@code
 * items[starts[i + 1] - 1]}, in their given order.
 */
public record ImageGroups(int[] starts, int[] items) {

  /**
   * @param items indices of objects
   * @param imageOf index of the image of each object
   */
  public static ImageGroups of(int[] items, int[] imageOf, int images) {
    int[] starts = new int[images + 1];
    for (int item : items) {
      starts[imageOf[item] + 1]++;
    }
    for (int image = 0; image < images; image++) {
      starts[image + 1] += starts[image];
    }
    int[] next = starts.clone();
    int[] grouped = new int[items.length];
    for (int item : items) {
      grouped[next[imageOf[item]]++] = item;
    }
    return new ImageGroups(starts, grouped);
  }

  public int count(int image) {
    return starts[image + 1] - starts[image];
  }

  public int item(int image, int i) {
    return items[starts[image] + i];
  }
}
