package dev.osprey.cli.val;

import dev.osprey.core.text.UserError;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.ParseResult;

/** Checks which options of {@code val} can be combined with {@code --metric wider}. */
final class WiderOptions {
  private static final Set<String> EITHER =
      Set.of("--metric", "--iou", "--ground-truth", "--json", "--debug");

  private static final Set<String> FILES = Set.of("--detections");

  private static final Set<String> MODEL =
      Set.of(
          "--model",
          "--data",
          "--save-detections",
          "--batch-size",
          "--augment",
          "--tile",
          "--overlap",
          "--tile-whole",
          "--device",
          "--precision",
          "--threads",
          "--engine",
          "--set");

  private static final String USE =
      "use --metric wider --ground-truth DIR with --detections DIR, or with --model FILE --data"
          + " DIR";

  private WiderOptions() {}

  /** Checks that no option is missing and that every option has an effect. */
  static void requireFit(ParseResult given) {
    Set<String> names = new TreeSet<>();
    given.matchedOptions().forEach(option -> names.add(option.longestName()));
    boolean ofModel = names.contains("--model");
    if (ofModel && names.contains("--detections")) {
      throw new UserError("--model and --detections exclude each other; " + USE);
    }
    names.stream()
        .filter(name -> !EITHER.contains(name) && !FILES.contains(name) && !MODEL.contains(name))
        .findFirst()
        .ifPresent(WiderOptions::refuse);
    if (!names.containsAll(Set.of("--ground-truth", ofModel ? "--data" : "--detections"))) {
      throw new UserError("an option is missing; " + USE);
    }
    if (!ofModel) {
      names.stream().filter(MODEL::contains).findFirst().ifPresent(WiderOptions::refuseWithFiles);
    }
  }

  private static void refuse(String name) {
    throw new UserError(
        name
            + " cannot be used with --metric wider, whose ground truth defines the images and faces"
            + " that count; leave it out");
  }

  private static void refuseWithFiles(String name) {
    throw new UserError(name + " needs --model; with --detections no image is read. Leave it out");
  }
}
