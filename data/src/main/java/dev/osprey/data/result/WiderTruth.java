package dev.osprey.data.result;

import dev.osprey.core.file.PathElement;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.mat.MatCells;
import dev.osprey.data.format.mat.MatFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ground truth of WIDER FACE's validation set, from the four files of its evaluation tools:
 * {@code wider_face_val.mat} with all faces, and {@code wider_easy_val.mat}, {@code
 * wider_medium_val.mat}, {@code wider_hard_val.mat} with the faces that count in each subset.
 *
 * @param images event by event, in the files' order
 */
public record WiderTruth(List<Image> images) {
  /** The longest name in a message, in columns. */
  private static final int SHOWN = 60;

  private static final String FACES = "wider_face_val.mat";
  private static final List<String> SUBSETS =
      List.of("wider_easy_val.mat", "wider_medium_val.mat", "wider_hard_val.mat");

  /**
   * An image {@code <event>/<name>.jpg}. The array is not copied and must not be changed.
   *
   * @param faces packed {@code [x, y, width, height]}, pixels of the original image, 4 × G
   * @param easy indices from 0 of the faces that count
   */
  public record Image(
      String event,
      String name,
      double[] faces,
      List<Integer> easy,
      List<Integer> medium,
      List<Integer> hard) {

    public Image {
      easy = List.copyOf(easy);
      medium = List.copyOf(medium);
      hard = List.copyOf(hard);
      for (String part : List.of(event, name)) {
        // Result files are named after these, and must stay within their folder.
        if (!PathElement.isSafe(part)) {
          throw new UserError(
              "the ground truth names an event or an image \""
                  + OneLine.of(part, SHOWN)
                  + "\", which is not a name of a file. Use WIDER FACE's own files");
        }
      }
    }

    /**
     * The name relative to the image folder, without extension: {@code
     * 0--Parade/0_Parade_marchingband_1_465}.
     */
    public String path() {
      return event + "/" + name;
    }
  }

  public WiderTruth {
    images = List.copyOf(images);
    Set<String> seen = new HashSet<>();
    for (Image image : images) {
      if (!seen.add(image.path())) {
        throw new UserError("the ground truth has the image " + image.path() + " twice");
      }
    }
  }

  /**
   * Reads the four files.
   *
   * @throws UserError if one is missing, is not a MATLAB file, lacks a variable, or differs from
   *     the others in events, images or faces
   */
  public static WiderTruth read(Path folder) {
    requireFiles(folder);
    MatFile faces = MatFile.read(folder.resolve(FACES));
    MatCells events = faces.cells("event_list");
    MatCells names = faces.cells("file_list").ofLength(events.size(), "events");
    MatCells boxes = faces.cells("face_bbx_list").ofLength(events.size(), "events");
    List<MatCells> subsets =
        SUBSETS.stream()
            .map(file -> MatFile.read(folder.resolve(file)).cells("gt_list"))
            .map(cells -> cells.ofLength(events.size(), "events"))
            .toList();
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      int event = i;
      List<MatCells> ofEvent = subsets.stream().map(cells -> cells.cells(event)).toList();
      addEvent(images, events.text(i), names.cells(i), boxes.cells(i), ofEvent);
    }
    return new WiderTruth(images);
  }

  private static void addEvent(
      List<Image> images, String event, MatCells names, MatCells boxes, List<MatCells> subsets) {
    boxes.ofLength(names.size(), "images");
    subsets.forEach(cells -> cells.ofLength(names.size(), "images"));
    for (int i = 0; i < names.size(); i++) {
      double[] faces = boxes.rows(i, 4);
      images.add(
          new Image(
              event,
              names.text(i),
              faces,
              subsets.get(0).indices(i, faces.length / 4),
              subsets.get(1).indices(i, faces.length / 4),
              subsets.get(2).indices(i, faces.length / 4)));
    }
  }

  private static void requireFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          folder
              + (Files.exists(folder) ? " is not a folder" : " does not exist")
              + ". WIDER FACE's ground truth is a folder with "
              + FACES
              + ", "
              + String.join(", ", SUBSETS));
    }
    List<String> missing = new ArrayList<>(List.of(FACES));
    missing.addAll(SUBSETS);
    missing.removeIf(file -> Files.isRegularFile(folder.resolve(file)));
    if (!missing.isEmpty()) {
      throw new UserError(
          folder
              + " has no "
              + String.join(", no ", missing)
              + ". They come with WIDER FACE's evaluation tools (eval_tools/ground_truth); copy them"
              + " here, or give their folder");
    }
  }
}
