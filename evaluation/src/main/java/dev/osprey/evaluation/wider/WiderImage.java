package dev.osprey.evaluation.wider;

import dev.osprey.core.text.UserError;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The annotated faces of an image, their indices in each subset, and its detections. Boxes are
 * packed {@code [x, y, width, height]} in pixels of the original image. The arrays are not copied
 * and must not be changed.
 *
 * @param name name for messages, such as {@code 0--Parade/0_Parade_marchingband_1_465}
 * @param faces 4 × G
 * @param counted indices, from 0, of the faces of each subset; a missing subset has none.
 *     Detections of other faces are ignored
 * @param boxes 4 × R, in any order; boxes with negative sides overlap nothing
 * @param scores R, finite
 */
public record WiderImage(
    String name,
    double[] faces,
    Map<WiderSubset, List<Integer>> counted,
    double[] boxes,
    double[] scores) {

  public WiderImage {
    if (faces.length % 4 != 0 || boxes.length != 4 * scores.length) {
      throw new IllegalArgumentException(
          name
              + ": faces "
              + faces.length
              + ", boxes "
              + boxes.length
              + ", scores "
              + scores.length);
    }
    Map<WiderSubset, List<Integer>> copy = new EnumMap<>(WiderSubset.class);
    for (WiderSubset subset : WiderSubset.values()) {
      copy.put(subset, List.copyOf(counted.getOrDefault(subset, List.of())));
    }
    counted = copy;
    requireFinite(name, "face", faces, 4);
    requireFinite(name, "detection", boxes, 4);
    requireFinite(name, "detection", scores, 1);
    counted.forEach((subset, indices) -> requireFaces(name, subset, indices, faces.length / 4));
  }

  private static void requireFinite(String name, String what, double[] values, int columns) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new UserError(
            name
                + ": "
                + what
                + " "
                + (i / columns + 1)
                + " has "
                + values[i]
                + ", which is not a finite number. Fix or remove it");
      }
    }
  }

  private static void requireFaces(
      String name, WiderSubset subset, List<Integer> indices, int faces) {
    BitSet seen = new BitSet(faces);
    for (int index : indices) {
      if (index < 0 || index >= faces || seen.get(index)) {
        throw new UserError(
            name
                + ": the subset "
                + subset.label()
                + " counts face "
                + (index + 1)
                + (index < 0 || index >= faces ? ", but there are " + faces : " twice")
                + ". Check that the ground truth files belong together");
      }
      seen.set(index);
    }
  }

  /** The indices of the faces of a subset. */
  List<Integer> counted(WiderSubset subset) {
    return counted.getOrDefault(subset, List.of());
  }
}
