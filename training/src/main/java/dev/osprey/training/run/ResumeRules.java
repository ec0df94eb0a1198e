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
  /** Set by the data; changed classes are reported by name. */
  private static final String CLASSES = "model.classes";

  /** Settings that select the remaining images of an epoch. */
  private static final Set<String> OF_AN_EPOCH =
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
      throw refused(difference, "a resumed run has the weights that it saved. Leave it out");
    }
    if (difference.isBelow("model")) {
      throw refused(
          difference,
          "the saved weights are of the saved model. Leave it out, or start a new run from the"
              + " weights: ./osprey train CONFIG model.weights="
              + folder.resolve("best.safetensors"));
    }
    if (difference.isBelow("optimizer.type")) {
      throw refused(
          difference, "what the optimizer has gathered is of the saved one. Leave it out");
    }
    if (difference.isBelow("training.averageDecay") && difference.isPresence()) {
      throw refused(
          difference,
          "a moving average begins with its run, or is in it from the start. Leave it out");
    }
  }

  private UserError refused(ConfigDifference difference, String why) {
    return new UserError(folder + " cannot be resumed with " + difference.text() + ": " + why);
  }

  /** The rest of an epoch must consist of the images that its start left. */
  private void requireSameEpoch(List<ConfigDifference> differences, int batchesPerEpoch) {
    for (ConfigDifference difference : differences) {
      if (OF_AN_EPOCH.contains(difference.key())) {
        throw new UserError(
            insideAnEpoch()
                + "; "
                + difference.key()
                + " was "
                + difference.before()
                + " and must stay so until its end, now it is "
                + difference.now());
      }
    }
    if (saved.batchesPerEpoch() != batchesPerEpoch) {
      throw new UserError(
          insideAnEpoch()
              + ", now an epoch has "
              + batchesPerEpoch
              + "; resume with the same images and training.batchSize");
    }
  }

  private String insideAnEpoch() {
    return folder
        + ": the run was saved inside an epoch of "
        + saved.batchesPerEpoch()
        + " batches";
  }

  /** The best values of two different metrics cannot be compared. */
  private void requireSameMetric(EvaluationConfig now) {
    EvaluationConfig before = saved.config().evaluation();
    if (!before.voc().equals(now.voc())) {
      throw new UserError(
          folder
              + ": its best weights were chosen by "
              + text(before)
              + ", now it is "
              + text(now)
              + "; resume with the metric that the run was started with");
    }
  }

  private static String text(EvaluationConfig evaluation) {
    String metric = evaluation.metric().name().toLowerCase(Locale.ROOT);
    return evaluation.voc().map(voc -> metric + " at IoU " + voc.iouThreshold()).orElse(metric);
  }
}
