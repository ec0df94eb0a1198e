package dev.osprey.cli;

import dev.osprey.core.ImageSize;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.retinanet.RetinaNet;
import dev.osprey.networks.OneStageNetwork;
import dev.osprey.networks.cost.NetworkSummary;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code osprey summary}: what a network consists of and what it costs. */
@Command(
    name = "summary",
    description = "Print the stages, shapes, parameters and operations of a network.")
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "PRESET|CONFIG",
      description = "A preset's name, or a configuration file.")
  String model;

  @Parameters(
      index = "1..*",
      paramLabel = "key.path=value",
      description = "Settings that replace the configuration's.")
  @Nullable List<String> settings;

  @Option(
      names = "--size",
      defaultValue = "800x1216",
      description = "Height x width of the padded picture (default: ${DEFAULT-VALUE})")
  String size;

  @Override
  public Integer call() {
    Detector detector = ModelSettings.detector(model, settings).create();
    OneStageNetwork network = ((RetinaNet) detector).network();
    System.out.print(NetworkSummary.of(network, parseSize(size)).table());
    return 0;
  }

  private static ImageSize parseSize(String text) {
    String[] sides = text.split("x", -1);
    try {
      return new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    } catch (RuntimeException e) {
      throw new UserError(
          "--size " + text + ": give height x width in pixels, such as 800x1216", e);
    }
  }
}
