package dev.osprey.training.config;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.DatasetSource;
import org.jspecify.annotations.Nullable;

/**
 * Where a run's images are.
 *
 * @param train the training split; the model's number of classes comes from it
 * @param validation the split that is evaluated; absent: none is
 */
public record DataConfig(@Nullable DatasetSource train, @Nullable DatasetSource validation) {

  /** The training split. */
  public DatasetSource requireTrain() {
    if (train == null) {
      throw new UserError(
          "data.train is missing: it says where the training images are, for example"
              + " data.train.folder: images/train");
    }
    return train;
  }
}
