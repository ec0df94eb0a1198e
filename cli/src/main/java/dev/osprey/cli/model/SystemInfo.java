package dev.osprey.cli.model;

import dev.osprey.core.runtime.OspreyVersion;
import dev.osprey.onnx.runtime.OnnxRuntime;
import dev.osprey.predict.painting.LabelFont;
import dev.osprey.torch.Device;
import dev.osprey.torch.Libtorch;
import dev.osprey.weights.published.WeightsCache;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/** Describes this machine and the libraries in use, one line for each. */
final class SystemInfo {
  private static final double GIB = 1024.0 * 1024 * 1024;

  private SystemInfo() {}

  static String lines() {
    List<Device> devices = Libtorch.devices();
    String cuda =
        devices.size() > 1
            ? devices.subList(1, devices.size()).toString()
            : "none can be used (built without -Pgpu, or CUDA or cuDNN is missing)";
    return line("Osprey", OspreyVersion.TEXT)
        + line("Java", Runtime.version() + ", " + System.getProperty("java.vendor"))
        + line(
            "system",
            property("os.name") + " " + property("os.version") + ", " + property("os.arch"))
        + line("cores", Integer.toString(Runtime.getRuntime().availableProcessors()))
        + line("memory", memory())
        + line("libtorch", Libtorch.version() + ", unpacked in " + Libtorch.cacheFolder())
        + line("CUDA", cuda)
        + line("ONNX Runtime", OnnxRuntime.version() + ", on the CPU")
        + line("weights", WeightsCache.standard().folder().toString())
        + line("font", LabelFont.name().orElse("none: labels are drawn with built-in strokes"));
  }

  private static String property(String name) {
    return System.getProperty(name, "?");
  }

  private static String memory() {
    String heap = gibibytes(Runtime.getRuntime().maxMemory()) + " for Java's heap";
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? gibibytes(system.getTotalMemorySize()) + ", at most " + heap
        : "at most " + heap;
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }

  private static String line(String name, String value) {
    return String.format(Locale.ROOT, "%-13s%s%n", name, value);
  }
}
