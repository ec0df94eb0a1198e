package dev.osprey.training.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.data.augmentation.Augmentation;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.optimizer.OptimizerConfig;
import dev.osprey.training.schedule.ScheduleConfig;
import java.util.List;

/**
 * The complete configuration of a run. {@link RunDefaults} supply the values that a file leaves
 * out; the complete record is written into the run folder.
 *
 * @param model the detector; the training split sets its number of classes
 * @param pretrained the initial weights; in files {@code model.weights} and {@code
 *     model.backbone.weights}
 * @param augmentations of training images, applied in this order
 */
public record RunConfig(
    Detector.Config model,
    PretrainedConfig pretrained,
    DataConfig data,
    List<Augmentation> augmentations,
    OptimizerConfig optimizer,
    ScheduleConfig schedule,
    TrainingConfig training,
    EvaluationConfig evaluation,
    EngineConfig engine) {

  /** The key of a run's complete configuration in the summary of its model files. */
  public static final String SUMMARY_KEY = "run";

  public RunConfig {
    augmentations = List.copyOf(augmentations);
    for (Augmentation augmentation : augmentations) {
      try {
        augmentation.requireFits(model.preprocessing().resize());
      } catch (UserError e) {
        throw new UserError("augmentations: " + e.getMessage(), e);
      }
    }
  }

  /**
   * Reads a configuration from a tree; defaults fill the missing keys.
   *
   * @param tree as {@link ConfigReader#parse} returns it
   * @param source name for error messages
   */
  public static RunConfig read(ObjectNode tree, String source) {
    return ofComplete(RunDefaults.complete(tree), source);
  }

  /** Reads a configuration from a tree with every key; the tree is modified. */
  static RunConfig ofComplete(ObjectNode tree, String source) {
    try {
      PretrainedConfig.separate(tree);
    } catch (UserError e) {
      throw new UserError(source + ": " + e.getMessage(), e);
    }
    return ConfigReader.read(RunConfig.class, tree, source);
  }

  /** All settings in the form of a file. */
  public ObjectNode tree() {
    ObjectNode tree = ConfigReader.tree(this);
    PretrainedConfig.join(tree);
    return tree;
  }

  /** This configuration with the number of classes of the data. */
  public RunConfig withClasses(int classes) {
    return new RunConfig(
        model.withClasses(classes),
        pretrained,
        data,
        augmentations,
        optimizer,
        schedule,
        training,
        evaluation,
        engine);
  }
}
