package dev.osprey.data.format;

import dev.osprey.core.UserError;
import dev.osprey.data.Dataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The catalogue of data set formats; the first that recognises a folder reads it. */
public final class DatasetFormats {
  private static final Map<String, DatasetFormat> FORMATS = new LinkedHashMap<>();

  static {
    FORMATS.put("coco", new CocoFormat());
    FORMATS.put("voc", new VocFormat());
  }

  private DatasetFormats() {}

  /** The names that {@link DatasetSource#format} may have. */
  public static List<String> names() {
    return List.copyOf(FORMATS.keySet());
  }

  /** The format of that name. */
  public static DatasetFormat named(String name) {
    DatasetFormat format = FORMATS.get(name);
    if (format == null) {
      throw new UserError(
          "data set format \"" + name + "\" is unknown. Known are " + String.join(", ", names()));
    }
    return format;
  }

  /**
   * Reads a data set in the format that is given or recognised.
   *
   * @param warnings takes one line for each box that is left out
   * @throws UserError where no format fits, or something is missing or wrong
   */
  public static Dataset read(DatasetSource source, Consumer<String> warnings) {
    return formatOf(source).read(source, warnings);
  }

  /** The format that would read {@code source}. */
  public static DatasetFormat formatOf(DatasetSource source) {
    requirePresent(source.folder(), "data set folder", "--data");
    requirePresent(source.annotations(), "annotations", "--annotations");
    requirePresent(source.images(), "picture folder", "--images");
    requirePresent(source.classes(), "class file", "--classes");
    if (source.format() != null) {
      return named(source.format());
    }
    if (source.annotations() != null) {
      Path annotations = source.annotations();
      return recognised(annotations, format -> format.recognisesAnnotations(annotations));
    }
    if (source.folder() != null) {
      Path folder = source.folder();
      return recognised(folder, format -> format.recognises(folder));
    }
    throw new UserError("no data set is given. Pass --data DIR, or --annotations FILE");
  }

  private static DatasetFormat recognised(Path path, Predicate<DatasetFormat> test) {
    return FORMATS.values().stream()
        .filter(test)
        .findFirst()
        .orElseThrow(() -> new UserError(unrecognised(path)));
  }

  private static String unrecognised(Path path) {
    StringBuilder message = new StringBuilder(path + " has no layout that is known. Looked for:");
    FORMATS.forEach(
        (name, format) -> message.append("\n  ").append(name).append(": ").append(format.layout()));
    return message
        .append("\nCheck the path, or say where things lie: --format, --annotations, --images")
        .toString();
  }

  private static void requirePresent(@Nullable Path path, String what, String option) {
    if (path != null && !Files.exists(path)) {
      throw new UserError(what + " " + path + " does not exist. Check " + option);
    }
  }
}
