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
 * The data, machine and versions of a run: everything that its exact results depend on besides its
 * configuration and state. Checkpoints record them, so that a resumed run can report changes.
 */
public final class RunEnvironment {
  private static final String TRAIN = "data/train";
  private static final String VALIDATION = "data/validation";

  private final ComputeEnvironment computeEnvironment;
  private final DataFingerprint train;
  private final @Nullable DataFingerprint validation;

  private RunEnvironment(
      ComputeEnvironment computeEnvironment,
      DataFingerprint train,
      @Nullable DataFingerprint validation) {
    this.computeEnvironment = computeEnvironment;
    this.train = train;
    this.validation = validation;
  }

  /**
   * The environment of a run that starts or resumes now.
   *
   * @param engine whose thread count is set for the calling thread
   */
  public static RunEnvironment of(Engine engine, Dataset train, @Nullable Dataset validation) {
    return new RunEnvironment(
        ComputeEnvironment.of(engine),
        DataFingerprint.of(train),
        validation == null ? null : DataFingerprint.of(validation));
  }

  ComputeEnvironment computeEnvironment() {
    return computeEnvironment;
  }

  void addTo(SafeTensorsWriter writer) {
    train.addTo(writer, TRAIN);
    if (validation != null) {
      validation.addTo(writer, VALIDATION);
    }
  }

  /**
   * The changes since the save, one phrase each.
   *
   * @throws UserError if images that were held back for validation would be trained on now
   */
  List<String> differences(SavedState saved) {
    requireHeldBack(saved.tensors());
    List<String> all = new ArrayList<>(saved.environment().differences(computeEnvironment));
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
              + ". The metrics would then say little about new images. Restore the missing images"
              + " or remove the added ones, because data.validation.share selects different images"
              + " when the data changes. Or start a new run");
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
