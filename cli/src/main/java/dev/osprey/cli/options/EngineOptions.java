package dev.osprey.cli.options;

import dev.osprey.core.text.UserError;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for the device, the precision and the number of threads. */
final class EngineOptions {
  private static final String EXPORT = "./osprey export --format onnx --int8 --calibrate DIR";

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "cpu, cuda, cuda:N or auto (default: ${DEFAULT-VALUE}).")
  String device;

  @Option(
      names = "--precision",
      description =
          "float32, bfloat16, or int8 for an .onnx file that export --int8 wrote (default: float32,"
              + " or that of the .onnx file).")
  @Nullable PrecisionChoice precision;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "Threads per operation; 0: one per core (default: ${DEFAULT-VALUE}).")
  int threads;

  /**
   * The number of threads for ONNX Runtime, which runs on the CPU in float32 or int8.
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
    if (precision == PrecisionChoice.BFLOAT16 || precision == PrecisionChoice.FLOAT64) {
      throw new UserError(
          "--precision "
              + precision.text()
              + ": ONNX files hold float32 or int8; leave --precision out, or give a model"
              + " file and --engine torch");
    }
    return new Engine(Device.CPU, Precision.FLOAT32, threads).threads();
  }

  /**
   * Checks that an exported file has the precision that is asked for.
   *
   * @param isInt8 whether its network is quantised
   * @throws UserError if it has another one
   */
  void requirePrecisionOf(Path file, boolean isInt8) {
    if (precision == PrecisionChoice.INT8 && !isInt8) {
      throw new UserError(
          "--precision int8: "
              + file
              + " computes in float32. Export the model again as a calibrated file: "
              + EXPORT
              + " --model MODEL.safetensors --out FILE.onnx");
    }
    if (precision == PrecisionChoice.FLOAT32 && isInt8) {
      throw new UserError(
          "--precision float32: "
              + file
              + " computes in int8. Leave --precision out, or give the .safetensors file that it was"
              + " exported from");
    }
  }

  /**
   * Checks that a model file can have the precision that is asked for.
   *
   * @throws UserError for int8, which needs calibration
   */
  void requirePrecisionOfModel(Path model) {
    if (precision == PrecisionChoice.INT8) {
      throw new UserError(
          "--precision int8: "
              + model
              + " is not calibrated. Write a calibrated file, and run that one: "
              + EXPORT
              + " --model "
              + model
              + " --out FILE.onnx");
    }
  }

  Engine engine() {
    Precision ofTorch = precision == null ? Precision.FLOAT32 : precision.ofTorch();
    return new Engine(Device.parse(device), ofTorch, threads);
  }
}
