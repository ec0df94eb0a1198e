package dev.osprey.torch;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.natives.NativeLoader;
import org.bytedeco.pytorch.global.torch;

/**
 * Device, precision and threads of a run.
 *
 * @param threads threads inside one operation; 0 uses libtorch's default (one per core)
 */
public record Engine(Device device, Precision precision, int threads) {
  /**
   * Maximum number of threads, which is more than the cores of any machine. Each thread takes
   * memory.
   */
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

  /**
   * Sets the number of threads of operations that the calling thread starts; libtorch keeps it per
   * thread.
   */
  public void applyThreads() {
    NativeLoader.load();
    if (threads > 0 && torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
  }
}
