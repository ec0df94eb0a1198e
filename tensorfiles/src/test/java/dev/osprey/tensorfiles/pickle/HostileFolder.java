package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.osprey.core.text.UserError;
import dev.osprey.testing.checkpoint.Pickle;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes hostile checkpoints into a folder and asserts that they are refused. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class HostileFolder {
  static final long MAX_BYTES = 64L << 20;
  @TempDir Path folder;

  void assertRefused(Pickle pickle, String... parts) {
    assertRefused(pickle.zip(folder.resolve("m.pth"), 16), parts);
  }

  static void assertRefused(Path file, String... parts) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    assertThatThrownBy(() -> TorchFile.open(file).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(MAX_BYTES);
  }

  static Pickle pickle() {
    return new Pickle();
  }

  void assertTensorRefused(long count, long offset, long[] shape, long[] strides, String part) {
    assertRefused(
        pickle().code('}').text("w").tensor(count, offset, shape, strides).code('s'), part);
  }
}
