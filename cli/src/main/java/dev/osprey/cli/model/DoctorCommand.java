package dev.osprey.cli.model;

import dev.osprey.cli.options.DetectorOptions;
import dev.osprey.cli.options.UnsealedOption;
import dev.osprey.onnx.golden.GoldenCheck;
import dev.osprey.onnx.golden.GoldenReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code osprey doctor}, which describes this machine and checks a model on it. */
@Command(
    name = "doctor",
    description =
        "Describe this machine. With --model: run the model on the image stored in its file, on"
            + " every available engine, and compare the results with the stored ones; exit 1 if"
            + " they differ.")
public final class DoctorCommand implements Callable<Integer> {
  private static final int DIFFERS = 1;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model file (best.safetensors of a run), or an exported .onnx file.")
  @Nullable Path model;

  @Mixin UnsealedOption seal;

  @Override
  public Integer call() {
    System.out.print(SystemInfo.lines());
    if (model == null) {
      return 0;
    }
    seal.requireFor(model);
    boolean isOnnx = DetectorOptions.isOnnx(model);
    GoldenReport report =
        isOnnx ? GoldenCheck.ofOnnx(model, seal.policy()) : GoldenCheck.ofModel(model);
    System.out.print(
        "\n" + (isOnnx ? GoldenText.ofOnnx(model, report) : GoldenText.ofModel(model, report)));
    if (!isOnnx && report.holds()) {
      System.out.print(EngineTimes.lines(model));
    }
    return report.holds() ? 0 : DIFFERS;
  }
}
