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
      "With a name, print that preset as YAML with comments, ready to copy and change:",
      "  osprey presets retinanet-r50-torchvision > model.yaml"
    })
public final class PresetsCommand implements Callable<Integer> {
  private static final String ROW = "%-35s  %10s  %-36s  %s%n";

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
    table.append(String.format(Locale.ROOT, ROW, "preset", "parameters", "paper", "peer's score"));
    for (String each : Presets.names()) {
      Preset preset = Presets.preset(each);
      String score = Objects.requireNonNullElse(preset.score(), "-");
      table.append(String.format(Locale.ROOT, ROW, each, millions(preset), preset.paper(), score));
    }
    return table.toString();
  }

  private static String millions(Preset preset) {
    long count =
        preset.config().create().network().namedParameters().values().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
            .mapToLong(Parameter::count)
            .sum();
    return String.format(Locale.ROOT, "%.1f M", count / 1e6);
  }
}
