package dev.osprey.training.auto;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.OneLine;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.training.config.DataConfig;
import dev.osprey.training.run.TrainingRun;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Formats a proposed run as YAML with the reasons for its numbers. */
record ProposedRunText(
    Path folder,
    DataConfig data,
    TrainingRun.Splits splits,
    ObjectShapes shapes,
    ProposedImageSize network,
    FittedAnchors anchors,
    TrainingLength length,
    long seed) {
  private static final int SHOWN_CLASSES = 20;

  String yaml() {
    return String.join("\n", lines()) + "\n";
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("# Proposed for " + OneLine.of(folder.toString()) + ":");
    lines.add("#   " + images());
    coverage(lines);
    lines.add("# Change any setting, then train with ./osprey train THIS_FILE");
    model(lines);
    lines.add("data:");
    lines.add("  train: " + source(data.train()));
    lines.add("  validation: " + source(data.validation()));
    lines.add("augmentations:");
    lines.add("  - {type: horizontal-flip, probability: 0.5}");
    training(lines);
    return lines;
  }

  private String images() {
    Map<String, Long> sizes =
        shapes.images().stream()
            .collect(
                Collectors.groupingBy(ProposedRunText::text, TreeMap::new, Collectors.counting()));
    String mostCommon =
        sizes.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    String sized = sizes.size() == 1 ? "all " + mostCommon : "most often " + mostCommon;
    return splits.train().size()
        + " images for training, "
        + (splits.validation() == null ? 0 : splits.validation().size())
        + " for validation, "
        + sized;
  }

  private static String text(ImageSize size) {
    return size.width() + "x" + size.height();
  }

  /** Describes the classes and how well the anchors fit them. */
  private void coverage(List<String> lines) {
    for (int label = 0; label < Math.min(shapes.classes(), SHOWN_CLASSES); label++) {
      int wanted = label;
      double[] sizes =
          shapes.objects().stream()
              .filter(object -> object.label() == wanted)
              .mapToDouble(object -> network.pixels(object.size()))
              .sorted()
              .toArray();
      String name = OneLine.of(splits.train().labels().name(label));
      lines.add(
          sizes.length == 0
              ? "#   " + name + ": no objects"
              : String.format(
                  Locale.ROOT,
                  "#   %s: %d object%s, %.0f to %.0f pixels in the network's input; anchors match"
                      + " %.0f%%",
                  name,
                  sizes.length,
                  sizes.length == 1 ? "" : "s",
                  sizes[0],
                  sizes[sizes.length - 1],
                  100 * anchors.coverage().get(label)));
    }
    if (shapes.classes() > SHOWN_CLASSES) {
      lines.add("#   and " + (shapes.classes() - SHOWN_CLASSES) + " more classes");
    }
  }

  private void model(List<String> lines) {
    lines.add("model:");
    lines.add("  preset: retinanet-r18-torchvision");
    lines.add(
        "  # random initial weights; with ImageNet weights (a download), fewer images suffice:");
    lines.add("  # backbone: {weights: torchvision/resnet18-imagenet1k-v1}");
    lines.add("  preprocessing:");
    lines.add("    # larger: finds smaller objects; smaller: faster");
    lines.add("    resize: {side: " + network.side() + ", longest: " + network.longest() + "}");
    lines.add("  neck:");
    lines.add("    channels: 96");
    lines.add("    norm: {type: batch, mode: train, eps: 1.0e-5, momentum: 0.1}");
    lines.add("    extraLevels: {type: none}");
    lines.add("  head:");
    lines.add("    depth: 2");
    lines.add("    channels: 96");
    lines.add("    norm: {type: group, groups: 32, eps: 1.0e-5}");
    lines.add("  anchors: # for strides 8, 16 and 32; in pixels of the network's input");
    lines.add("    sizes: {type: pixels, perLevel: " + levels() + "}");
    lines.add("    ratios: [" + numbers(anchors.ratios()) + "] # height by width");
    lines.add("  loss:");
    lines.add("    box: {type: giou, eps: 1.0e-7}");
  }

  private void training(List<String> lines) {
    lines.add("optimizer: {type: adamw, learningRate: 0.001, weightDecay: 0.05}");
    lines.add("schedule:");
    lines.add("  warmUp: {steps: " + length.warmUpSteps() + ", startFactor: 0.01}");
    lines.add("  decay: {type: cosine}");
    lines.add("training:");
    lines.add("  epochs: " + length.epochs() + " # more is better until mAP levels off");
    lines.add("  batchSize: " + length.batchSize());
    if (network.orientations() == ProposedImageSize.Orientations.MIXED) {
      lines.add("  aspectRatioGroups: 2 # batches of one shape are much faster on a CPU");
    }
    lines.add("  clipNorm: 5.0");
    lines.add("  averageDecay: " + BigDecimal.valueOf(length.averageDecay()).toPlainString());
    lines.add("  seed: " + seed);
    lines.add("evaluation: {everyEpochs: " + length.everyEpochs() + "}");
  }

  private String levels() {
    return anchors.perLevel().stream()
        .map(ProposedRunText::numbers)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String numbers(List<Double> numbers) {
    return numbers.stream()
        .map(number -> BigDecimal.valueOf(number).stripTrailingZeros().toPlainString())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String source(@Nullable DatasetSource source) {
    if (source == null) {
      return "null";
    }
    if (source.share() != null) {
      return "{share: " + source.share() + "} # of the training images, selected by training.seed";
    }
    String split = source.split() == null ? "" : ", split: " + ConfigReader.toJson(source.split());
    return "{folder: "
        + ConfigReader.toJson(String.valueOf(source.folder()))
        + split
        + ", onInvalid: skip}";
  }
}
