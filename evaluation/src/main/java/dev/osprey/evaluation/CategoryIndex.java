package dev.osprey.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * An index of ground truths or of detections: the objects of each category, and the image of each
 * object. Objects of unknown images or categories are in no category.
 */
public record CategoryIndex(int[][] itemsPerCategory, int[] imageOf) {

  public static CategoryIndex ofGroundTruths(EvaluationInput input) {
    return of(input.groundTruths(), input, GroundTruthBox::imageId, GroundTruthBox::categoryId);
  }

  public static CategoryIndex ofDetections(EvaluationInput input) {
    return of(input.detections(), input, ScoredBox::imageId, ScoredBox::categoryId);
  }

  private static <T> CategoryIndex of(
      List<T> objects,
      EvaluationInput input,
      ToLongFunction<T> imageId,
      ToIntFunction<T> categoryId) {
    long[] imageIds = input.imageIds().stream().mapToLong(Long::longValue).toArray();
    int[] categoryIds = input.categoryIds().stream().mapToInt(Integer::intValue).toArray();
    int[] imageOf = new int[objects.size()];
    int[] categoryOf = new int[objects.size()];
    int[] counts = new int[categoryIds.length];
    for (int i = 0; i < imageOf.length; i++) {
      imageOf[i] = Arrays.binarySearch(imageIds, imageId.applyAsLong(objects.get(i)));
      categoryOf[i] = Arrays.binarySearch(categoryIds, categoryId.applyAsInt(objects.get(i)));
      if (imageOf[i] < 0) {
        categoryOf[i] = -1;
      } else if (categoryOf[i] >= 0) {
        counts[categoryOf[i]]++;
      }
    }
    int[][] items = new int[categoryIds.length][];
    Arrays.setAll(items, k -> new int[counts[k]]);
    Arrays.fill(counts, 0);
    for (int i = 0; i < imageOf.length; i++) {
      int k = categoryOf[i];
      if (k >= 0) {
        items[k][counts[k]++] = i;
      }
    }
    return new CategoryIndex(items, imageOf);
  }

  /**
   * Pools all objects in one category. Within an image they are ordered by category, as in the
   * reference, because the order breaks ties.
   */
  public CategoryIndex pooled() {
    int[] all = Arrays.stream(itemsPerCategory).flatMapToInt(Arrays::stream).toArray();
    return new CategoryIndex(new int[][] {all}, imageOf);
  }

  public ImageGroups groups(int category, int images) {
    return ImageGroups.of(itemsPerCategory[category], imageOf, images);
  }
}
