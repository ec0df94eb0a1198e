package dev.osprey.cli.model;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.FasterRcnn;
import dev.osprey.networks.cost.NetworkSummary;
import dev.osprey.onnx.runtime.ExportedFile;
import dev.osprey.training.config.RunSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code osprey summary}, which prints the stages of a network and their cost. */
@Command(
    name = "summary",
    description =
        "Print the output shape, parameters and FLOPs of each stage of a network, and which"
            + " parameters are frozen.")
public final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PRESET|FILE",
      description = "A preset's name, a configuration file, or an exported .onnx file.")
  String model;

  @Parameters(
      index = "1..*",
      paramLabel = "key.path=value",
      description = "Settings that replace those of the configuration.")
  @Nullable List<String> settings;

  @Option(
      names = "--size",
      defaultValue = "800x1216",
      description = "Height x width of the padded image (default: ${DEFAULT-VALUE})")
  String size;

  @Override
  public Integer call() {
    ImageSize image = ImageSizeParser.parse("--size", size);
    if (model.toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      printExported(Path.of(model), image);
      return 0;
    }
    Detector detector =
        RunSettings.named(model)
            .with(settings == null ? List.of() : settings)
            .config()
            .model()
            .create();
    System.out.print(summary(detector, image).text());
    return 0;
  }

  /** Prints the network of an exported file, with its precision. */
  private void printExported(Path file, ImageSize image) {
    if (settings != null) {
      throw new UserError(
          settings.get(0) + ": the settings of " + file + " are part of its graph; leave it out");
    }
    try (ExportedFile exported = ExportedFile.open(file, 0)) {
      System.out.print(summary(exported.config().create(), image).text());
      System.out.print(
          exported
              .quantization()
              .map(QuantizationText::of)
              .orElse(String.format("precision     float32%n")));
    }
  }

  private static NetworkSummary summary(Detector detector, ImageSize image) {
    return detector.byKind(
        oneStage -> NetworkSummary.of(oneStage.network(), image),
        twoStages -> summary(twoStages, image));
  }

  private static NetworkSummary summary(FasterRcnn detector, ImageSize image) {
    int regions = detector.config().proposals().selection().detecting().proposals();
    return NetworkSummary.of(detector.network(), image, regions);
  }
}
