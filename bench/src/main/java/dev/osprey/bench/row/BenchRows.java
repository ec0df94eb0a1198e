package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.text.NearestName;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The catalogue of rows. */
public final class BenchRows {
  private BenchRows() {}

  /**
   * All rows.
   *
   * @param int8 a quantised ONNX file of the RetinaNet; null: there is no row for it
   */
  public static List<BenchRow> all(BenchSize size, @Nullable Path int8) {
    List<BenchRow> rows = new ArrayList<>(new DetectionRows(size).rows(int8));
    rows.addAll(new OperationRows(size).rows());
    rows.addAll(new TrainingRows(size).rows());
    rows.addAll(new PipelineRows(size).rows());
    return List.copyOf(rows);
  }

  /**
   * The rows of those names, in the order of the catalogue.
   *
   * @throws UserError if one is unknown; the message lists all names
   */
  public static List<BenchRow> named(List<BenchRow> rows, List<String> names) {
    Set<String> known = new LinkedHashSet<>(rows.stream().map(BenchRow::name).toList());
    for (String name : names) {
      if (!known.contains(name)) {
        throw new UserError(
            "bench has no row \""
                + name
                + "\"; "
                + NearestName.hint(name, known)
                + "the rows are "
                + String.join(", ", known));
      }
    }
    return rows.stream().filter(row -> names.contains(row.name())).toList();
  }

  static InputFile image(String name, int height, int width) {
    return new InputFile(name, "image", WorkSettings.of("height", height, "width", width));
  }

  static InputFile boxes(String name, int count, int height, int width) {
    return new InputFile(
        name, "boxes", WorkSettings.of("count", count, "height", height, "width", width));
  }
}
