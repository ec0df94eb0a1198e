package dev.osprey.torch;

import dev.osprey.torch.natives.NativeLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** Information about the libtorch of this process. */
public final class Libtorch {
  private Libtorch() {}

  /** The versions of libtorch and of its binding. */
  public static String version() {
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the CPU, followed by every CUDA device that this build and this machine can use. */
  public static List<Device> devices() {
    NativeLoader.load();
    List<Device> devices = new ArrayList<>(List.of(Device.CPU));
    int cuda = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    for (int i = 0; i < cuda; i++) {
      devices.add(new Device(Device.Kind.CUDA, i));
    }
    return devices;
  }

  /** Returns the number of threads inside one operation that the calling thread starts. */
  public static int threads() {
    NativeLoader.load();
    return torch.get_num_threads();
  }

  /** Returns the vector instructions of operations on the CPU, such as {@code AVX2}. */
  public static String vectorInstructions() {
    NativeLoader.load();
    try (BytePointer name = torch.get_cpu_capability()) {
      return name.getString(StandardCharsets.US_ASCII);
    }
  }

  /**
   * Sets the listener for the unpacking of native libraries, for the whole process. Without a
   * listener nothing is reported.
   *
   * @param listener receives a line with the size and the folder, on the thread that first needs
   *     libtorch
   */
  public static void onUnpacking(Consumer<String> listener) {
    NativeLoader.onUnpacking(listener);
  }

  /**
   * Makes native libraries load faster if this libtorch was not built for CUDA devices: JavaCPP no
   * longer looks for the libraries of CUDA. It holds for all libraries of the process; call it
   * before the first one is loaded.
   */
  public static void skipMissingGpuLibraries() {
    NativeLoader.skipMissingGpuLibraries();
  }

  /** The folder that native libraries are unpacked into. */
  public static String cacheFolder() {
    return NativeLoader.cacheFolder();
  }
}
