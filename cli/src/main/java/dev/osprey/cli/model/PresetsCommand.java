package dev.osprey.cli.model;

import dev.osprey.detection.preset.Preset;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code osprey presets}, which lists the presets or prints one of them as YAML. */
@Command(
    name = "presets",
    description = {
      "List the presets: published recipes that model.preset selects in a configuration.",
      "Scores are the published ones of the peer, the project that a preset follows: box mAP on"
          + " COCO val2017, or easy/medium/hard AP on WIDER FACE.",
      "With a name, print that preset as YAML with comments, ready to copy and change:",
      "  osprey presets retinanet-r50-torchvision > model.yaml"
    })
public final class PresetsCommand implements Callable<Integer> {
  /** A row has at most 80 columns; the texts in full are in the YAML of each preset. */
  private static final String ROW = "%-35s  %6s  %-10s  %s%n";

  /** The names of the presets, for completion by a shell. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Presets.names().iterator();
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "The preset to print.")
  @Nullable String name;

  @Override
  public Integer call() {
    System.out.print(name == null ? table() : Presets.preset(name).yaml());
    return 0;
  }

  private static String table() {
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, ROW, "preset", "size", "paper", "peer's score"));
    for (String each : Presets.names()) {
      Preset preset = Presets.preset(each);
      table.append(
          String.format(Locale.ROOT, ROW, each, millions(preset), paper(preset), score(preset)));
    }
    return table.toString();
  }

  /** Returns the first author and the year, such as {@code Lin 2017}. */
  private static String paper(Preset preset) {
    return preset.paper().replaceFirst("^(\\S+) et al\\. (\\d{4}),.*", "$1 $2");
  }

  /** Returns the score in short form, such as {@code 36.4 COCO mAP}. */
  private static String score(Preset preset) {
    return Objects.requireNonNullElse(preset.score(), "-")
        .replaceFirst("^(\\S+) box mAP on COCO val2017.*", "$1 COCO mAP")
        .replaceFirst("^(\\S+) easy, (\\S+) medium, (\\S+) hard on WIDER.*", "$1/$2/$3 WIDER");
  }

  /** Returns the number of parameters in millions. */
  private static String millions(Preset preset) {
    long count =
        preset.config().create().network().namedParameters().values().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
            .mapToLong(Parameter::count)
            .sum();
    return String.format(Locale.ROOT, "%.1f M", count / 1e6);
  }
}
