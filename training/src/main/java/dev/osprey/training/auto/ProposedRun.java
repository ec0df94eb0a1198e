package dev.osprey.training.auto;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.DatasetFormats;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.config.DataConfig;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.SettingNames;
import dev.osprey.training.run.TrainingRun;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A proposed run for a data set folder: a RetinaNet on ResNet-18 without pretrained weights. Image
 * size, anchors and number of steps fit the data, so that a CPU trains small data sets in minutes.
 *
 * @param yaml the configuration with the reasons for its numbers, to read and change
 */
public record ProposedRun(String yaml) {
  private static final double VALIDATION_SHARE = 0.2;
  private static final long SEED = 0;

  /**
   * Analyses a data set and proposes a run. Faulty entries are reported when the run reads the data
   * set.
   *
   * @throws UserError if the folder is not a data set or has no training split
   */
  public static ProposedRun of(Path folder) {
    DataConfig data = data(folder);
    TrainingRun.Splits splits = TrainingRun.Splits.read(data, SEED, warning -> {});
    ObjectShapes shapes = ObjectShapes.of(splits.train());
    ProposedImageSize network = ProposedImageSize.of(shapes);
    FittedAnchors anchors = FittedAnchors.of(shapes, network);
    TrainingLength length = TrainingLength.of(splits.train().size());
    return new ProposedRun(
        new ProposedRunText(folder, data, splits, shapes, network, anchors, length, SEED).yaml());
  }

  /** The configuration of {@link #yaml}. */
  public RunConfig config() {
    return RunConfig.read(
        ConfigReader.readJson(ObjectNode.class, yaml, "the proposal"), "the proposal");
  }

  /**
   * Finds the splits by their usual names. Without a validation split, a fraction of the training
   * split is held back.
   */
  private static DataConfig data(Path folder) {
    DatasetSource dataset = DatasetSource.of(folder).withOnInvalid(OnInvalid.SKIP);
    List<String> splitNames = splitNames(dataset, folder);
    String train = named(splitNames, "train");
    String validation = named(splitNames, "val");
    if (train == null && splitNames.contains("trainval")) {
      train = "trainval";
      validation = null;
    }
    if (train == null && splitNames.size() > 1) {
      throw new UserError(
          folder
              + " has the splits "
              + String.join(", ", splitNames)
              + ", and none is called train. Write a configuration with data.train.split, or"
              + " rename a split to train");
    }
    return new DataConfig(
        dataset.withSplit(train),
        train == null || validation == null
            ? DatasetSource.heldBack(VALIDATION_SHARE)
            : dataset.withSplit(validation));
  }

  private static List<String> splitNames(DatasetSource dataset, Path folder) {
    try {
      return DatasetFormats.formatOf(dataset).splits(folder);
    } catch (UserError e) {
      throw new UserError(
          SettingNames.in("data.train", String.valueOf(e.getMessage()))
              + ". If --auto does not recognise a data set, write a configuration with these keys",
          e);
    }
  }

  /** The split whose name starts with {@code prefix}, such as {@code val2017} for {@code val}. */
  private static @Nullable String named(List<String> splitNames, String prefix) {
    return splitNames.stream()
        .filter(name -> name.startsWith(prefix) && !name.equals("trainval"))
        .findFirst()
        .orElse(null);
  }
}
