package dev.osprey.evaluation;

import dev.osprey.core.LabelMap;

/** The name of a category in tables and files. */
public final class CategoryName {
  private CategoryName() {}

  /**
   * The name of a category, or its number if the label map does not contain it.
   *
   * @param category a label of {@code labels}
   */
  public static String of(int category, LabelMap labels) {
    boolean known = category >= 0 && category < labels.size();
    return known ? labels.name(category) : String.valueOf(category);
  }
}
