package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import picocli.CommandLine.Option;

/** Options for the device, the precision and the number of threads. */
final class EngineOptions {
  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}).")
  String device;

  @Option(
      names = "--precision",
      defaultValue = "float32",
      description = "float32 or bfloat16 (default: ${DEFAULT-VALUE}).")
  Precision precision;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads per operation; 0: one per core (default: ${DEFAULT-VALUE}).")
  int threads;

  /**
   * The number of threads for ONNX Runtime, which runs on the CPU in float32.
   *
   * @throws UserError if the options ask for another device or precision
   */
  int onnxThreads() {
    if (!device.equals("cpu") && !device.equals("auto")) {
      throw new UserError(
          "--device "
              + device
              + ": ONNX Runtime runs on the CPU here; leave --device out, or give a model file and"
              + " --engine torch");
    }
    if (precision != Precision.FLOAT32) {
      throw new UserError(
          "--precision bfloat16: ONNX files hold float32; leave --precision out, or give a model"
              + " file and --engine torch");
    }
    return new Engine(Device.CPU, precision, threads).threads();
  }

  Engine engine() {
    return new Engine(Device.parse(device), precision, threads);
  }
}
