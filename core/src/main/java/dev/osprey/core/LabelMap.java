package dev.osprey.core;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.stream.Collectors;

/**
 * The classes of a data set or a model, in the order of their labels. Labels start at 0; a
 * category's id is the number that the annotation file gives it (COCO's ids have gaps).
 */
public record LabelMap(List<Category> categories) {

  private static final int LISTED = 100;

  /** A class as an annotation file defines it: its id and its name. */
  public record Category(EntryId id, String name) {
    public Category(long id, String name) {
      this(EntryId.of(id), name);
    }
  }

  public LabelMap {
    categories = new Lookup(categories);
  }

  /** The categories, with indexes by name and by id. */
  private static final class Lookup extends AbstractList<Category> implements RandomAccess {
    private final List<Category> categories;
    private final Map<String, Integer> names = new HashMap<>();
    private final Map<EntryId, Integer> ids = new HashMap<>();

    Lookup(List<Category> list) {
      categories = List.copyOf(list);
      for (int label = 0; label < categories.size(); label++) {
        Category category = categories.get(label);
        if (names.put(category.name(), label) != null) {
          throw new IllegalArgumentException(
              "class name \"" + category.name() + "\" appears twice");
        }
        if (ids.put(category.id(), label) != null) {
          throw new IllegalArgumentException("category id " + category.id() + " appears twice");
        }
      }
    }

    @Override
    public Category get(int label) {
      return categories.get(label);
    }

    @Override
    public int size() {
      return categories.size();
    }
  }

  private Lookup lookup() {
    return (Lookup) categories;
  }

  /** Creates classes with the ids 1, 2, …, as in COCO files. */
  public static LabelMap ofNames(List<String> names) {
    return numbered(names, 1);
  }

  /** Creates classes with the ids 0, 1, 2, …, as in YOLO's label files. */
  public static LabelMap numberedFromZero(List<String> names) {
    return numbered(names, 0);
  }

  private static LabelMap numbered(List<String> names, int first) {
    List<Category> categories = new ArrayList<>();
    for (String name : names) {
      categories.add(new Category(first + categories.size(), name));
    }
    return new LabelMap(categories);
  }

  public int size() {
    return categories.size();
  }

  public List<String> names() {
    return categories.stream().map(Category::name).toList();
  }

  /** The names in one line, at most the first hundred. */
  public String listed() {
    String first =
        categories.stream().limit(LISTED).map(Category::name).collect(Collectors.joining(", "));
    return size() <= LISTED ? first : first + " and " + (size() - LISTED) + " more";
  }

  public String name(int label) {
    return categories.get(label).name();
  }

  public EntryId categoryId(int label) {
    return categories.get(label).id();
  }

  /** The label of a class name, or -1. */
  public int labelOfName(String name) {
    return lookup().names.getOrDefault(name, -1);
  }

  /** The label of a category id, or -1. */
  public int labelOfCategory(EntryId id) {
    return lookup().ids.getOrDefault(id, -1);
  }
}
