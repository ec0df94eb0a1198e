package dev.osprey.data.result;

import dev.osprey.core.Detections;
import dev.osprey.core.file.PathElement;
import dev.osprey.core.text.Decimals;
import dev.osprey.core.text.OneLine;
import dev.osprey.core.text.UserError;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The detections in one image of WIDER FACE. The arrays are not copied and must not be changed.
 *
 * @param boxes packed {@code [x, y, width, height]}, pixels of the original image, 4 × R
 * @param scores R, in the order of the file
 */
public record WiderResult(String event, String name, double[] boxes, double[] scores) {
  public WiderResult {
    for (String part : List.of(event, name)) {
      if (!PathElement.isSafe(part)) {
        throw new UserError(
            "an event or an image is called \""
                + OneLine.of(part, 60)
                + "\", which is not a name of a file. Rename it");
      }
    }
  }

  /**
   * Converts detections of one class as the reference implementation writes them: corners lose
   * their fractions, scores are the shortest decimals that give the same float. The result and the
   * file written from it therefore have equal metrics.
   */
  public static WiderResult of(String event, String name, Detections found, int label) {
    int[] rows = IntStream.range(0, found.size()).filter(i -> found.label(i) == label).toArray();
    Detections faces = found.select(rows);
    float[] corners = faces.boxes();
    double[] boxes = new double[corners.length];
    double[] scores = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int side = 0; side < 2; side++) {
        int near = (int) corners[4 * i + side];
        boxes[4 * i + side] = near;
        boxes[4 * i + 2 + side] = (int) corners[4 * i + 2 + side] - (double) near;
      }
      scores[i] = Decimals.shortest(faces.score(i));
    }
    return new WiderResult(event, name, boxes, scores);
  }

  /**
   * The name relative to the image folder, without extension: {@code
   * 0--Parade/0_Parade_marchingband_1_465}.
   */
  public String path() {
    return event + "/" + name;
  }
}
