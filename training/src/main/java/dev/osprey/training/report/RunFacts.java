package dev.osprey.training.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.runtime.OspreyVersion;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.reading.DatasetSource;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.networks.Parameter;
import dev.osprey.report.LabeledValue;
import dev.osprey.training.config.RunConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts about a run in its report: data, model, date, version and seed. */
public final class RunFacts {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx", Locale.ROOT);

  private RunFacts() {}

  /**
   * The facts in the order of the report, each with its name.
   *
   * @param config with the number of classes that the data has
   * @param model the run's model file
   * @param clock clock for the date of the report
   */
  public static List<LabeledValue> of(
      RunConfig config, Path model, Dataset validation, Clock clock) {
    return List.of(
        new LabeledValue("training data", text(config.data().train())),
        new LabeledValue(
            "validation data",
            text(config.data().validation()) + ", " + validation.size() + " images"),
        new LabeledValue("model", text(config.model())),
        new LabeledValue("model file", model.toString()),
        new LabeledValue("date", DATE.format(ZonedDateTime.now(clock))),
        new LabeledValue(
            "made by",
            "Osprey "
                + OspreyVersion.TEXT
                + ", seed "
                + config.training().seed()
                + ", "
                + config.engine().engine().device()));
  }

  private static String text(@Nullable DatasetSource source) {
    if (source == null) {
      return "none";
    }
    if (source.share() != null) {
      return "a share of " + source.share() + " of the training data";
    }
    String places =
        Stream.of(source.folder(), source.annotations(), source.images())
            .filter(Objects::nonNull)
            .map(Path::toString)
            .collect(Collectors.joining(", "));
    return (places.isEmpty() ? "several data sets" : places)
        + (source.split() == null ? "" : " (split " + source.split() + ")");
  }

  private static String text(Detector.Config config) {
    ObjectNode tree = ConfigReader.tree(config);
    String backbone =
        tree.path("backbone").path("type").asText()
            + " "
            + tree.path("backbone").path("depth").asText();
    return preset(config)
            .map(name -> "preset " + name)
            .orElseGet(() -> tree.path("type").asText() + " with custom settings")
        + ", backbone "
        + backbone.strip()
        + ", "
        + config.classes()
        + (config.classes() == 1 ? " class, " : " classes, ")
        + String.format(Locale.ROOT, "%.1f million parameters", parameters(config) / 1e6);
  }

  /** The preset that equals the model except for the number of classes, if there is one. */
  private static Optional<String> preset(Detector.Config config) {
    return Presets.names().stream()
        .filter(name -> Presets.config(name).withClasses(config.classes()).equals(config))
        .findFirst();
  }

  private static long parameters(Detector.Config config) {
    return config.create().network().namedParameters().values().stream()
        .mapToLong(Parameter::count)
        .sum();
  }
}
