package dev.osprey.data.format;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/** A small ground truth in the four files, nested and typed as the published ones are. */
public final class WiderGroundTruth {
  /** Images of one event. */
  private record Image(String name, int[][] faces, List<int[]> counted) {}

  private final Map<String, List<Image>> events = new LinkedHashMap<>();

  /** Adds an image; indices count from 1. */
  public WiderGroundTruth with(
      String event, String name, int[][] faces, int[] easy, int[] medium, int[] hard) {
    events
        .computeIfAbsent(event, key -> new ArrayList<>())
        .add(new Image(name, faces, List.of(easy, medium, hard)));
    return this;
  }

  /** Writes the four files. */
  public Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      write(
          folder.resolve("wider_face_val.mat"),
          Map.of(
              "event_list", eventNames(),
              "file_list", nested(image -> text(image.name())),
              "face_bbx_list", nested(image -> matrix(image.faces(), MatlabType.Int32))));
      List<String> subsets = List.of("easy", "medium", "hard");
      for (int i = 0; i < subsets.size(); i++) {
        int subset = i;
        write(
            folder.resolve("wider_" + subsets.get(i) + "_val.mat"),
            Map.of("gt_list", nested(image -> column(image.counted().get(subset)))));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file of the given variables. */
  public static void write(Path file, Map<String, Array> variables) throws IOException {
    try (Mat5File content = Mat5.newMatFile()) {
      variables.forEach(content::addArray);
      Mat5.writeToFile(content, file.toFile());
    }
  }

  private Cell eventNames() {
    Cell cell = Mat5.newCell(events.size(), 1);
    int i = 0;
    for (String event : events.keySet()) {
      cell.set(i++, text(event));
    }
    return cell;
  }

  private static Array text(String text) {
    return Mat5.newString(text);
  }

  private Cell nested(Function<Image, Array> value) {
    Cell cell = Mat5.newCell(events.size(), 1);
    int i = 0;
    for (List<Image> images : events.values()) {
      Cell ofEvent = Mat5.newCell(images.size(), 1);
      for (int j = 0; j < images.size(); j++) {
        ofEvent.set(j, value.apply(images.get(j)));
      }
      cell.set(i++, ofEvent);
    }
    return cell;
  }

  public static Matrix matrix(int[][] rows, MatlabType type) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    Matrix matrix = Mat5.newMatrix(rows.length, columns, type);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.setDouble(i, j, rows[i][j]);
      }
    }
    return matrix;
  }

  /** As MATLAB stored them: one byte where that is enough. */
  private static Matrix column(int[] values) {
    int[][] rows = new int[values.length][];
    Arrays.setAll(rows, i -> new int[] {values[i]});
    return matrix(rows, MatlabType.UInt8);
  }
}
