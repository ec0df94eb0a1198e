package dev.osprey.training.checkpoint;

import dev.osprey.core.text.NameList;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.torch.Engine;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run's bits depend on beside its configuration and its state: data, machine and versions. A
 * state keeps them, so that resuming can say what changed.
 */
public final class RunEnvironment {
  private static final String TRAIN = "data/train";
  private static final String VALIDATION = "data/validation";

  private final ComputeEnvironment origin;
  private final DataFingerprint train;
  private final @Nullable DataFingerprint validation;

  private RunEnvironment(
      ComputeEnvironment origin, DataFingerprint train, @Nullable DataFingerprint validation) {
    this.origin = origin;
    this.train = train;
    this.validation = validation;
  }

  /**
   * Those of a run that begins or goes on now.
   *
   * @param engine whose number of threads is set for the calling thread
   */
  public static RunEnvironment of(Engine engine, Dataset train, @Nullable Dataset validation) {
    return new RunEnvironment(
        ComputeEnvironment.of(engine),
        DataFingerprint.of(train),
        validation == null ? null : DataFingerprint.of(validation));
  }

  ComputeEnvironment origin() {
    return origin;
  }

  void addTo(SafeTensorsWriter writer) {
    train.addTo(writer, TRAIN);
    if (validation != null) {
      validation.addTo(writer, VALIDATION);
    }
  }

  /**
   * What is not as it was saved, a phrase for each thing.
   *
   * @throws UserError where images that were held back would be trained on now
   */
  List<String> differences(SavedState saved) {
    requireHeldBack(saved.tensors());
    List<String> all = new ArrayList<>(saved.origin().differences(origin));
    add(all, "training images: ", train, TRAIN, saved.tensors());
    add(all, "validation images: ", validation, VALIDATION, saved.tensors());
    return all;
  }

  private void requireHeldBack(SafeTensors saved) {
    if (!saved.tensors().containsKey(VALIDATION) || !saved.tensors().containsKey(TRAIN)) {
      return;
    }
    List<String> trained = train.imagesOf(saved.values(VALIDATION));
    if (trained.isEmpty() || !train.imagesOf(saved.values(TRAIN)).containsAll(trained)) {
      requireNone(trained);
    }
  }

  private static void requireNone(List<String> moved) {
    if (!moved.isEmpty()) {
      throw new UserError(
          "images that were held back for validation would be trained on now: "
              + NameList.text(moved)
              + ". What is measured would say little about new images. Put back the images that are"
              + " missing or take out those that were added: data.validation.share draws anew where"
              + " the images change. Or start a new run");
    }
  }

  private static void add(
      List<String> all,
      String what,
      @Nullable DataFingerprint now,
      String name,
      SafeTensors saved) {
    if (now != null && saved.tensors().containsKey(name)) {
      String differences = now.differences(saved.values(name));
      if (!differences.isEmpty()) {
        all.add(what + differences);
      }
    }
  }
}
