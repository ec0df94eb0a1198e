package dev.osprey.weights.peers;

import dev.osprey.core.LabelMap;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.Detectors;
import dev.osprey.detection.OneStageDetector;
import dev.osprey.weights.naming.CocoCategories;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The label map of an imported model. Files seldom contain class names; COCO's classes are
 * recognised by their number. Other classes get the peer's label numbers as ids: they start at 1 if
 * the first output of its network is the background, else at 0.
 *
 * @param source the place of the names in the checkpoint; empty if they are not from the checkpoint
 * @param warning a line about names in the checkpoint that are not used
 */
record ImportedLabels(LabelMap labels, Optional<String> source, Optional<String> warning) {
  private static final int LAST_COCO_ID = 90;
  private static final int COCO_CLASSES = 80;

  /** Returns the number that the peer gives to our label 0. */
  static int firstLabel(Detector.Config config) {
    return config.scoring().outputOf(0);
  }

  /**
   * Returns the labels of a model.
   *
   * @param names the user's class names in the order of the outputs; null if not given
   * @param saved the class names in the checkpoint
   */
  static ImportedLabels of(
      Detector.Config config, @Nullable List<String> names, Optional<SavedClasses> saved) {
    if (names != null) {
      return new ImportedLabels(ofNames(config, names), Optional.empty(), Optional.empty());
    }
    LabelMap usual = usual(config);
    return saved
        .map(classes -> ofCheckpoint(config, classes, usual))
        .orElseGet(() -> new ImportedLabels(usual, Optional.empty(), Optional.empty()));
  }

  private static ImportedLabels ofCheckpoint(
      Detector.Config config, SavedClasses saved, LabelMap usual) {
    Optional<String> problem = saved.problem(config.classes());
    if (problem.isPresent()) {
      String warning =
          "the checkpoint's "
              + saved.key()
              + " "
              + problem.get()
              + ", and is not used; name the classes with --classes";
      return new ImportedLabels(usual, Optional.empty(), Optional.of(warning));
    }
    List<String> names = saved.names();
    // names equal to COCO's keep COCO's ids
    LabelMap labels = names.equals(usual.names()) ? usual : numbered(names, firstLabel(config));
    return new ImportedLabels(labels, Optional.of(saved.key()), Optional.empty());
  }

  private static LabelMap usual(Detector.Config config) {
    int first = firstLabel(config);
    int classes = config.classes();
    if (first + classes == LAST_COCO_ID + 1) {
      return CocoCategories.labelsFrom(first);
    }
    if (classes == COCO_CLASSES) {
      return CocoCategories.classes();
    }
    if (classes == 1 && isRetinaFace(config)) {
      return numbered(List.of("face"), first);
    }
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      numbers.add("class" + (i + first));
    }
    return numbered(numbers, first);
  }

  private static boolean isRetinaFace(Detector.Config config) {
    return config instanceof OneStageDetector.Config oneStage
        && oneStage.type().equals(Detectors.RETINAFACE);
  }

  private static LabelMap ofNames(Detector.Config config, List<String> names) {
    int classes = config.classes();
    if (names.size() != classes) {
      boolean hasBackground = firstLabel(config) == 1;
      throw new UserError(
          "--classes names "
              + names.size()
              + " classes, the checkpoint has outputs for "
              + classes
              + (hasBackground
                  ? " beside the background, which needs no name"
                  : ": if it was trained on labels from 1, its output 0 needs a name, too, such"
                      + " as background")
              + ". Name all of them, in the order of the outputs");
    }
    long distinct = names.stream().distinct().count();
    if (distinct < names.size() || names.stream().anyMatch(String::isBlank)) {
      throw new UserError(
          "--classes " + String.join(",", names) + ": give each class its own name");
    }
    return numbered(names, firstLabel(config));
  }

  private static LabelMap numbered(List<String> names, int first) {
    List<LabelMap.Category> categories = new ArrayList<>();
    for (String name : names) {
      categories.add(new LabelMap.Category(first + categories.size(), name));
    }
    return new LabelMap(categories);
  }
}
