package dev.osprey.torch;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.natives.NativeLoader;
import org.bytedeco.pytorch.global.torch;

/**
 * Where and how a run computes: the one place where device, precision and threads are chosen.
 *
 * @param threads threads inside one operation; 0 leaves libtorch's choice (one per core)
 */
public record Engine(Device device, Precision precision, int threads) {
  /** More than any machine has cores; each thread takes memory, and the system ends processes. */
  public static final int MOST_THREADS = 1024;

  public Engine {
    if (threads < 0 || threads > MOST_THREADS) {
      throw new UserError(
          "threads is "
              + threads
              + "; give 1 or more (at most "
              + MOST_THREADS
              + "), or 0 for one per core");
    }
  }

  public static Engine cpu() {
    return new Engine(Device.CPU, Precision.FLOAT32, 0);
  }

  /** Sets the calling thread's number of threads; libtorch keeps that number per thread. */
  public void applyThreads() {
    NativeLoader.load();
    if (threads > 0 && torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
  }
}
