package dev.osprey.training.run;

import dev.osprey.core.text.UserError;
import dev.osprey.training.checkpoint.Checkpoint;
import dev.osprey.training.config.EvaluationConfig;
import dev.osprey.training.config.RunConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** The settings of a saved run that may change when it resumes, and those that may not. */
final class ResumeRules {
  /** Ignored here: the data determines it, and changed classes are reported by name. */
  private static final String CLASSES = "model.classes";

  /** Settings that determine the remaining images of an epoch. */
  private static final Set<String> EPOCH_SETTINGS =
      Set.of(
          "training.batchSize",
          "training.lastBatch",
          "training.aspectRatioGroups",
          "training.difficult",
          "training.seed");

  private final Path folder;
  private final Checkpoint.Saved saved;

  ResumeRules(Path folder, Checkpoint.Saved saved) {
    this.folder = folder;
    this.saved = saved;
  }

  /**
   * Compares the saved settings with those of the resumed run.
   *
   * @param notes receives a line for each changed setting
   * @throws UserError if a changed setting may not change
   */
  void check(RunConfig now, int batchesPerEpoch, Consumer<String> notes) {
    requireSameMetric(now.evaluation());
    List<ConfigDifference> differences =
        ConfigDifference.between(saved.config(), now).stream()
            .filter(difference -> !difference.key().equals(CLASSES))
            .toList();
    differences.forEach(this::requireAllowed);
    if (saved.position().batch() > 0) {
      requireSameEpoch(differences, batchesPerEpoch);
    }
    differences.forEach(
        difference -> notes.accept("changed since the run was saved: " + difference.text()));
  }

  private void requireAllowed(ConfigDifference difference) {
    if (difference.isBelow("model.weights") || difference.isBelow("model.backbone.weights")) {
      throw refused(
          difference, "a resumed run continues with its saved weights. Remove this setting");
    }
    if (difference.isBelow("model")) {
      throw refused(
          difference,
          "the saved weights belong to the saved model. Remove this setting, or start a new run"
              + " from the weights: ./osprey train CONFIG model.weights="
              + folder.resolve("best.safetensors"));
    }
    if (difference.isBelow("optimizer.type")) {
      throw refused(
          difference, "the saved state belongs to the saved optimizer. Remove this setting");
    }
    if (difference.isBelow("training.averageDecay") && difference.isPresence()) {
      throw refused(
          difference,
          "a moving average cannot be added or removed during a run. Remove this setting");
    }
  }

  private UserError refused(ConfigDifference difference, String why) {
    return new UserError(folder + " cannot be resumed with " + difference.text() + ": " + why);
  }

  /** Checks that the rest of an epoch has the images that its start did not use. */
  private void requireSameEpoch(List<ConfigDifference> differences, int batchesPerEpoch) {
    for (ConfigDifference difference : differences) {
      if (EPOCH_SETTINGS.contains(difference.key())) {
        throw new UserError(
            withinEpoch()
                + "; until the epoch ends, "
                + difference.key()
                + " must stay "
                + difference.before()
                + ", but is "
                + difference.now());
      }
    }
    if (saved.batchesPerEpoch() != batchesPerEpoch) {
      throw new UserError(
          withinEpoch()
              + ", but an epoch now has "
              + batchesPerEpoch
              + "; resume with the same images and training.batchSize");
    }
  }

  private String withinEpoch() {
    return folder
        + ": the run was saved within an epoch of "
        + saved.batchesPerEpoch()
        + " batches";
  }

  /** Checks the metric, because best values of different metrics cannot be compared. */
  private void requireSameMetric(EvaluationConfig now) {
    EvaluationConfig before = saved.config().evaluation();
    if (!before.voc().equals(now.voc())) {
      throw new UserError(
          folder
              + ": its best weights were selected by "
              + text(before)
              + ", but the metric is now "
              + text(now)
              + "; resume with the metric that the run was started with");
    }
  }

  private static String text(EvaluationConfig evaluation) {
    String metric = evaluation.metric().name().toLowerCase(Locale.ROOT);
    return evaluation.voc().map(voc -> metric + " at IoU " + voc.iouThreshold()).orElse(metric);
  }
}
