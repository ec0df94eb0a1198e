package dev.osprey.training.config;

import dev.osprey.core.CountLimit;
import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;

/**
 * The device and threads of a run.
 *
 * @param device {@code cpu}, {@code cuda}, {@code cuda:N} or {@code auto}
 * @param threads number of threads within one operation; 0 means one per core
 */
public record EngineConfig(String device, Precision precision, int threads) {
  public EngineConfig {
    if (threads < 0 || threads > Engine.MOST_THREADS) {
      throw new UserError(
          "engine.threads is "
              + threads
              + "; give 1 or more (at most "
              + Engine.MOST_THREADS
              + "), or 0 for one per core");
    }
    CountLimit.THREADS.require("engine.threads", threads);
  }

  /** Finds the device. */
  public Engine engine() {
    return new Engine(Device.parse(device), precision, threads);
  }
}
