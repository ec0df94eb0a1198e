package dev.osprey.training.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.RunSettings;
import dev.osprey.weights.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which a saved run resumes: {@code config.yaml}, which users may have edited, or
 * the configuration of the model file if {@code config.yaml} is missing or incomplete.
 */
public final class SavedSettings {
  private static final int SHOWN = 5;

  private final RunFolder folder;
  private final Consumer<String> notes;

  private SavedSettings(RunFolder folder, Consumer<String> notes) {
    this.folder = folder;
    this.notes = notes;
  }

  /**
   * Reads the settings of a run folder.
   *
   * @param notes receives a line if the model file is used
   * @throws UserError if the folder has neither a configuration nor a model file
   */
  public static RunSettings read(RunFolder folder, Consumer<String> notes) {
    return new SavedSettings(folder, notes).read();
  }

  private RunSettings read() {
    Optional<RunSettings> saved = saved();
    String text = text(saved.isPresent());
    if (saved.isEmpty()) {
      return RunSettings.of(folder.config());
    }
    String complete = ConfigReader.toYaml(saved.get().config().tree());
    if (text == null) {
      return saved.get();
    }
    if (text.length() < complete.length() && complete.startsWith(text)) {
      return useSaved(saved.get(), "is cut short");
    }
    return merged(saved.get(), text);
  }

  /** The settings of the first readable model file, including that of an interrupted checkpoint. */
  private Optional<RunSettings> saved() {
    return Stream.of(folder.last(), folder.nextLast(), folder.best())
        .flatMap(file -> saved(file).stream())
        .findFirst();
  }

  /** Empty also if the file cannot be read; resuming reports the error. */
  private static Optional<RunSettings> saved(Path file) {
    try (ModelFile model = ModelFile.open(file)) {
      return model.summary().containsKey(RunConfig.SUMMARY_KEY)
          ? Optional.of(RunSettings.of(file))
          : Optional.empty();
    } catch (UserError e) {
      return Optional.empty();
    }
  }

  /** The text of the file; null if it cannot be read and can be replaced. */
  private @Nullable String text(boolean replaceable) {
    try {
      return new String(Files.readAllBytes(folder.config()), StandardCharsets.UTF_8);
    } catch (IOException e) {
      boolean absent = !Files.exists(folder.config());
      String reason = Files.isDirectory(folder.config()) ? "it is a folder" : IoReason.of(e);
      if (!replaceable) {
        throw new UserError(
            folder.root()
                + " holds no run that can be resumed: "
                + folder.config()
                + (absent ? " is missing" : " cannot be read (" + reason + ")")
                + ", and no model file has the run's configuration. Check the path",
            e);
      }
      notes.accept(
          folder.config()
              + (absent ? " is missing" : " cannot be read (" + reason + ")")
              + "; the configuration in the model file is used");
      return null;
    }
  }

  private RunSettings useSaved(RunSettings saved, String why) {
    notes.accept(folder.config() + " " + why + "; the configuration in the model file is used");
    return saved;
  }

  /**
   * The settings of the file, with the saved values of keys that are missing, because the file is
   * incomplete or the user removed them.
   */
  private RunSettings merged(RunSettings saved, String text) {
    ObjectNode complete = saved.config().tree();
    boolean cut = !text.endsWith("\n");
    ObjectNode given;
    try {
      given = RunSettings.of(folder.config()).tree();
    } catch (UserError e) {
      if (cut) {
        return useSaved(saved, "is damaged");
      }
      throw new UserError(
          e.getMessage()
              + ". Fix the file, or delete it to use the configuration in the model file",
          e);
    }
    List<String> missing = new ArrayList<>();
    collectMissing("", complete, given, missing);
    if (missing.isEmpty()) {
      return RunSettings.of(folder.config());
    }
    if (cut) {
      return useSaved(saved, "is cut short");
    }
    notes.accept(
        folder.config()
            + " lacks "
            + String.join(", ", missing.subList(0, Math.min(SHOWN, missing.size())))
            + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " others" : "")
            + "; the configuration in the model file is used for "
            + (missing.size() == 1 ? "it" : "them"));
    return new RunSettings(ConfigTree.merge(complete, given), folder.config().toString());
  }

  private static void collectMissing(
      String path, JsonNode complete, JsonNode given, List<String> missing) {
    if (given.isMissingNode()) {
      missing.add(path);
    } else if (complete instanceof ObjectNode group
        && given instanceof ObjectNode
        && group.path("type").equals(given.path("type"))) {
      group
          .properties()
          .forEach(
              entry ->
                  collectMissing(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      given.path(entry.getKey()),
                      missing));
    }
  }
}
