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
 * Everything that defines a run. What a file leaves out is in {@link RunDefaults}; the complete
 * record is written into the run's folder.
 *
 * @param model the detector; its number of classes is the training split's
 * @param pretrained the weights that it starts from; files say {@code model.weights} and {@code
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
   * The run that a tree describes; defaults stand wherever it is silent.
   *
   * @param tree as {@link ConfigReader#parse} gives it
   * @param source named in messages
   */
  public static RunConfig read(ObjectNode tree, String source) {
    return ofComplete(RunDefaults.complete(tree), source);
  }

  /** The run that a tree with every key describes; the tree is used up. */
  static RunConfig ofComplete(ObjectNode tree, String source) {
    try {
      PretrainedConfig.separate(tree);
    } catch (UserError e) {
      throw new UserError(source + ": " + e.getMessage(), e);
    }
    return ConfigReader.read(RunConfig.class, tree, source);
  }

  /** All settings, as a file has them. */
  public ObjectNode tree() {
    ObjectNode tree = ConfigReader.tree(this);
    PretrainedConfig.join(tree);
    return tree;
  }

  /** This run for a model of as many classes as the data has. */
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
