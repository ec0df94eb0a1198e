package dev.osprey.training.checkpoint;

import dev.osprey.core.runtime.OspreyVersion;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Libtorch;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The machine and versions that a run computes with, as far as its exact results depend on them.
 *
 * @param instructions vector instructions of the CPU
 * @param threads number of threads within one operation
 */
record ComputeEnvironment(
    @Nullable String osprey,
    @Nullable String libtorch,
    @Nullable String device,
    @Nullable String precision,
    @Nullable String instructions,
    @Nullable Integer threads) {
  static final ComputeEnvironment UNKNOWN =
      new ComputeEnvironment(null, null, null, null, null, null);

  /**
   * The environment of this process, with an engine whose thread count is set for the calling
   * thread.
   */
  static ComputeEnvironment of(Engine engine) {
    return new ComputeEnvironment(
        OspreyVersion.TEXT,
        Libtorch.version(),
        engine.device().toString(),
        engine.precision().toString(),
        engine.device().isCpu() ? Libtorch.vectorInstructions() : null,
        engine.device().isCpu() ? Integer.valueOf(Libtorch.threads()) : null);
  }

  /**
   * The differences from {@code now}, such as {@code threads 2, now 4}; unknown values are skipped.
   */
  List<String> differences(ComputeEnvironment now) {
    List<String> all = new ArrayList<>();
    add(all, "Osprey", osprey, now.osprey);
    add(all, "libtorch", libtorch, now.libtorch);
    add(all, "device", device, now.device);
    add(all, "precision", precision, now.precision);
    add(all, "vector instructions", instructions, now.instructions);
    add(all, "threads", threads, now.threads);
    return all;
  }

  private static void add(
      List<String> all, String what, @Nullable Object before, @Nullable Object now) {
    if (before != null && now != null && !Objects.equals(before, now)) {
      all.add(what + " " + before + ", now " + now);
    }
  }
}
