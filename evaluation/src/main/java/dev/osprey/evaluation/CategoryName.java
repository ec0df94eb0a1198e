package dev.osprey.evaluation;

import dev.osprey.core.LabelMap;

/** What tables and files call a category. */
public final class CategoryName {
  private CategoryName() {}

  /** The name of a category, or its id where the label map does not know it. */
  public static String of(int categoryId, LabelMap labels) {
    int label = labels.labelOfCategory(categoryId);
    return label < 0 ? String.valueOf(categoryId) : labels.name(label);
  }
}
