package dev.osprey.data.format.coco;

import dev.osprey.core.EntryId;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.format.reading.EntryProblems;
import dev.osprey.data.format.reading.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks that the ids of a COCO file are unique and refer to existing entries. Ids of annotations
 * need not be unique: nothing refers to them.
 */
final class CocoReferences {
  private final Path file;
  private final EntryProblems problems;

  private final Map<String, Set<EntryId>> lost;

  private CocoReferences(Path file, Map<String, Set<EntryId>> lost, EntryProblems problems) {
    this.file = file;
    this.lost = lost;
    this.problems = problems;
  }

  /**
   * The file without the entries that are rejected.
   *
   * @param lost ids of images and categories that were rejected already: annotations that refer to
   *     them are left out without being counted
   */
  static CocoFile checked(
      CocoFile content, Map<String, Set<EntryId>> lost, Path file, EntryProblems problems) {
    CocoReferences references = new CocoReferences(file, lost, problems);
    List<CocoFile.Image> images = references.images(content);
    Map<EntryId, CocoFile.Category> categories = references.categories(content);
    List<CocoFile.Entry> annotations = references.annotations(content, images, categories);
    return new CocoFile(images, categories.values().stream().distinct().toList(), annotations);
  }

  private List<CocoFile.Image> images(CocoFile content) {
    Set<EntryId> seen = new HashSet<>();
    List<CocoFile.Image> images = new ArrayList<>();
    for (CocoFile.Image image : content.images()) {
      if (seen.add(image.id())) {
        images.add(image);
      } else if (images.contains(image)) {
        problems.tolerate(
            Fault.REPEATED_ID,
            file
                + ": image id "
                + image.id()
                + " appears twice with the same content; one is read");
      } else {
        reject(
            Fault.REPEATED_ID,
            "image id " + image.id() + " appears twice",
            "give every image its own id");
      }
    }
    return images;
  }

  /**
   * The categories without empty duplicates. One without objects is left out where it has the name
   * of another one, or if it is the root of all others: exports of labelling sites put such an
   * entry first.
   */
  private Map<EntryId, CocoFile.Category> categories(CocoFile content) {
    Set<EntryId> used =
        content.annotations().stream().map(CocoFile.Entry::categoryId).collect(Collectors.toSet());
    Map<EntryId, CocoFile.Category> byId = new LinkedHashMap<>();
    for (CocoFile.Category category : content.categories()) {
      CocoFile.Category earlier = byId.putIfAbsent(category.id(), category);
      if (earlier != null && !earlier.name().equals(category.name())) {
        reject(
            Fault.REPEATED_ID,
            "category id " + category.id() + " appears twice",
            "give every class its own id");
      }
    }
    removeRoot(byId, used);
    uniteNames(byId, used);
    return byId;
  }

  private void removeRoot(Map<EntryId, CocoFile.Category> byId, Set<EntryId> used) {
    if (byId.size() < 2) {
      return;
    }
    for (CocoFile.Category root : List.copyOf(byId.values())) {
      boolean overAll =
          byId.values().stream()
              .allMatch(
                  other ->
                      other.id().equals(root.id()) || root.name().equals(other.supercategory()));
      if (overAll && !root.name().equals(root.supercategory()) && !used.contains(root.id())) {
        byId.remove(root.id());
        problems.warn(
            file
                + ": the category \""
                + OneLine.of(root.name(), 60)
                + "\" (id "
                + root.id()
                + ") has no objects and is the root of all others; it is left out");
      }
    }
  }

  private void uniteNames(Map<EntryId, CocoFile.Category> byId, Set<EntryId> used) {
    Map<String, CocoFile.Category> byName = new HashMap<>();
    for (CocoFile.Category category : List.copyOf(byId.values())) {
      if (used.contains(category.id())) {
        byName.putIfAbsent(category.name(), category);
      }
    }
    for (CocoFile.Category category : List.copyOf(byId.values())) {
      CocoFile.Category first = byName.putIfAbsent(category.name(), category);
      if (first == null || first.id().equals(category.id())) {
        continue;
      }
      String twice =
          "category name \""
              + OneLine.of(category.name(), 60)
              + "\" appears twice, with ids "
              + first.id()
              + " and "
              + category.id();
      if (!used.contains(category.id())) {
        byId.remove(category.id());
        problems.warn(
            file
                + ": "
                + twice
                + "; the one with id "
                + category.id()
                + " has no objects and is left out");
      } else if (problems.corrects()) {
        byId.put(category.id(), first);
        problems.correct(Fault.REPEATED_ID, file + ": " + twice + ", which become one class");
      } else {
        byId.remove(category.id());
        reject(Fault.REPEATED_ID, twice, "merge the two categories");
      }
    }
  }

  private List<CocoFile.Entry> annotations(
      CocoFile content, List<CocoFile.Image> images, Map<EntryId, CocoFile.Category> categories) {
    Set<EntryId> known =
        images.stream().map(CocoFile.Image::id).collect(Collectors.toCollection(HashSet::new));
    Set<EntryId> seen = new HashSet<>();
    List<CocoFile.Entry> annotations = new ArrayList<>();
    for (int i = 0; i < content.annotations().size(); i++) {
      CocoFile.Entry entry = content.annotations().get(i);
      String named = entry.id() == null ? "annotations[" + i + "]" : "annotation " + entry.id();
      if (entry.id() != null && !seen.add(entry.id())) {
        problems.tolerate(
            Fault.REPEATED_ID,
            file + ": annotation id " + entry.id() + " appears twice; both annotations are kept");
      }
      CocoFile.Category category = categories.get(entry.categoryId());
      if (isLost("images", entry.imageId()) || isLost("categories", entry.categoryId())) {
        continue;
      }
      if (!known.contains(entry.imageId())) {
        reject(
            Fault.UNKNOWN_IMAGE,
            named + " has image_id " + quoted(entry.imageId()) + ", which is not among the images",
            "fix the entry or add the image");
      } else if (category == null) {
        reject(
            Fault.UNKNOWN_CLASS,
            named
                + " has category_id "
                + quoted(entry.categoryId())
                + ", which is not among the categories "
                + shown(categories),
            "fix the entry or add the category");
      } else {
        annotations.add(category.id().equals(entry.categoryId()) ? entry : moved(entry, category));
      }
    }
    return annotations;
  }

  /** The text "7" and the number 7 are different ids. */
  private static String quoted(EntryId id) {
    return id.isText() ? "\"" + id + "\"" : id.toString();
  }

  private boolean isLost(String part, EntryId id) {
    return lost.getOrDefault(part, Set.of()).contains(id);
  }

  private static CocoFile.Entry moved(CocoFile.Entry entry, CocoFile.Category category) {
    return new CocoFile.Entry(
        entry.id(),
        entry.imageId(),
        category.id(),
        entry.x(),
        entry.y(),
        entry.width(),
        entry.height(),
        entry.area(),
        entry.crowd());
  }

  private static String shown(Map<EntryId, CocoFile.Category> categories) {
    List<EntryId> ids = categories.keySet().stream().sorted().toList();
    return ids.size() <= 20
        ? ids.toString()
        : ids.subList(0, 20) + " and " + (ids.size() - 20) + " more";
  }

  private void reject(Fault fault, String what, String advice) {
    problems.reject(fault, file + ": " + what, advice);
  }
}
