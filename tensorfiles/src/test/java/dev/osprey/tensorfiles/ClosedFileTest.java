package dev.osprey.tensorfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.tensorfiles.pickle.TorchFile;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closed files and interrupted readers. */
class ClosedFileTest {
  private static final float[] VALUES = {1, 2, 3, 4};

  @TempDir Path folder;

  private List<TensorFile> open() {
    Path safe = folder.resolve("a.safetensors");
    Path torch = folder.resolve("a.pth");
    new SafeTensorsWriter().add("w", new long[] {4}, VALUES).write(safe);
    new TorchFileWriter().add("w", new long[] {4}, VALUES).write(torch);
    return List.of(SafeTensors.open(safe), TorchFile.open(torch));
  }

  @Test
  void closedFileKeepsNamesAndRefusesValues() {
    for (TensorFile file : open()) {
      file.close();
      file.close();
      assertThatThrownBy(() -> file.floats("w"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(file.file() + " is closed. Use it before it is closed, or open it again");
      assertThat(file.tensors()).containsOnlyKeys("w");
      assertThat(file.tensor("w").shape()).containsExactly(4L);
    }
  }

  @Test
  void interruptedReaderReadsAndKeepsItsFlagAndTheFileOpen() {
    List<TensorFile> written = open();
    written.forEach(TensorFile::close);
    Thread.currentThread().interrupt();
    List<TensorFile> files =
        List.of(SafeTensors.open(written.get(0).file()), TorchFile.open(written.get(1).file()));
    for (TensorFile file : files) {
      assertThat(file.floats("w")).isEqualTo(VALUES);
    }
    assertThat(Thread.interrupted()).isTrue();
    for (TensorFile file : files) {
      assertThat(file.floats("w")).isEqualTo(VALUES);
      file.close();
    }
  }

  @Test
  void interruptedReadersDoNotDisturbEachOther() throws InterruptedException {
    for (TensorFile file : open()) {
      Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        threads.add(
            new Thread(
                () -> {
                  try {
                    for (int k = 0; k < 300; k++) {
                      assertThat(file.floats("w")).isEqualTo(VALUES);
                    }
                  } catch (RuntimeException | Error e) {
                    faults.add(e);
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (int k = 0; k < 200; k++) {
        threads.get(k % 4).interrupt();
        Thread.sleep(0, 50_000);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(faults).isEmpty();
      file.close();
    }
  }
}
