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
 * The classes that the outputs of an imported model stand for. Files seldom name them; COCO's are
 * known by their number. Where the ids are not COCO's they are the peer's own label numbers, which
 * begin at 1 where its network has the background for its first output, and at 0 elsewhere.
 *
 * @param source where in the checkpoint the names stand; empty: they are not from there
 * @param warning what is there and is not used, in a line
 */
record ImportedLabels(LabelMap labels, Optional<String> source, Optional<String> warning) {
  private static final int LAST_COCO_ID = 90;
  private static final int COCO_CLASSES = 80;

  /** The number that the peer gives to our label 0. */
  static int firstLabel(Detector.Config config) {
    return config.scoring().outputOf(0);
  }

  /**
   * The labels of a model.
   *
   * @param names what the user calls the classes, in order; null: nothing was said
   * @param saved what the checkpoint says
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
    // COCO's own ids are not to be lost for names that are COCO's
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
                  ? " beside the background, which has no name here"
                  : ": where it was trained on labels from 1, its output 0 needs a name, too, such"
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
