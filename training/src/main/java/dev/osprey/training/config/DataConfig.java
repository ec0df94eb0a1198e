package dev.osprey.training.config;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import org.jspecify.annotations.Nullable;

/**
 * The data of a run.
 *
 * @param train the training split, which also sets the number of classes of the model
 * @param validation the split for evaluation; absent for none
 */
public record DataConfig(@Nullable DatasetSource train, @Nullable DatasetSource validation) {

  /** The training split. */
  public DatasetSource requireTrain() {
    if (train == null) {
      throw new UserError(
          "data.train is missing; set it to the location of the training images, for example"
              + " data.train.folder: images/train");
    }
    return train;
  }
}
