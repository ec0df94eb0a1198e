package dev.osprey.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The classes of a data set or a model, in the order of their labels. Labels start at 0; a
 * category's id is the number that the annotation file gives it (COCO's ids have gaps).
 */
public record LabelMap(List<Category> categories) {

  /** A class as annotation files know it. */
  public record Category(EntryId id, String name) {
    public Category(long id, String name) {
      this(EntryId.of(id), name);
    }
  }

  public LabelMap {
    categories = List.copyOf(categories);
    Map<String, Category> names = new HashMap<>();
    Map<EntryId, Category> ids = new HashMap<>();
    for (Category category : categories) {
      if (names.put(category.name(), category) != null) {
        throw new IllegalArgumentException("class name \"" + category.name() + "\" stands twice");
      }
      if (ids.put(category.id(), category) != null) {
        throw new IllegalArgumentException("category id " + category.id() + " stands twice");
      }
    }
  }

  /** Classes without ids of their own: ids are 1, 2, … as COCO files use them. */
  public static LabelMap ofNames(List<String> names) {
    List<Category> categories = new java.util.ArrayList<>();
    for (String name : names) {
      categories.add(new Category(categories.size() + 1, name));
    }
    return new LabelMap(categories);
  }

  public int size() {
    return categories.size();
  }

  public List<String> names() {
    return categories.stream().map(Category::name).toList();
  }

  public String name(int label) {
    return categories.get(label).name();
  }

  public EntryId categoryId(int label) {
    return categories.get(label).id();
  }

  /** The label of a class name, or -1. */
  public int labelOfName(String name) {
    for (int label = 0; label < size(); label++) {
      if (name(label).equals(name)) {
        return label;
      }
    }
    return -1;
  }

  /** The label of a category id, or -1. */
  public int labelOfCategory(EntryId id) {
    for (int label = 0; label < size(); label++) {
      if (categoryId(label).equals(id)) {
        return label;
      }
    }
    return -1;
  }
}
