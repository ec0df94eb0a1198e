package dev.osprey.torch;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.natives.NativeLoader;
import org.bytedeco.pytorch.global.torch;

/** The device of tensors: {@code cpu}, or one CUDA device. */
public record Device(Kind kind, int index) {

  /** The kinds of device that Osprey runs on. */
  public enum Kind {
    CPU,
    CUDA
  }

  public static final Device CPU = new Device(Kind.CPU, 0);

  /**
   * Reads {@code cpu}, {@code cuda}, {@code cuda:1} or {@code auto} (the first CUDA device if there
   * is one, else the CPU).
   */
  public static Device parse(String text) {
    if (text.equals("cpu") || (text.equals("auto") && !NativeLoader.hasGpuLibraries())) {
      return CPU; // without loading libtorch, which takes longer than to detect in a small image
    }
    NativeLoader.load();
    if (text.equals("auto")) {
      return torch.cuda_is_available() ? new Device(Kind.CUDA, 0) : CPU;
    }
    if (text.matches("cuda(:\\d{1,3})?")) {
      int index = text.length() == 4 ? 0 : Integer.parseInt(text.substring(5));
      int available = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
      if (index >= available) {
        throw new UserError(
            "device "
                + text
                + ": "
                + (available == 0
                    ? "no CUDA device can be used. Build with -Pgpu on a machine with CUDA and"
                        + " cuDNN, or choose --device cpu"
                    : "this machine has " + available + " CUDA device(s), counted from 0"));
      }
      return new Device(Kind.CUDA, index);
    }
    throw new UserError("device \"" + text + "\" is unknown; use cpu, cuda, cuda:N or auto");
  }

  public boolean isCpu() {
    return kind == Kind.CPU;
  }

  public org.bytedeco.pytorch.Device toTorch() {
    return kind == Kind.CPU
        ? new org.bytedeco.pytorch.Device(torch.DeviceType.CPU)
        : new org.bytedeco.pytorch.Device(torch.DeviceType.CUDA, (byte) index);
  }

  @Override
  public String toString() {
    return isCpu() ? "cpu" : "cuda:" + index;
  }
}
