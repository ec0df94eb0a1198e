package dev.osprey.onnx.runtime;

import dev.osprey.core.Detections;
import dev.osprey.core.FaceLandmarks;
import dev.osprey.core.text.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Converts the dense outputs of a file, (N, D, …) with {@code num} filled places each, to
 * detections.
 */
public final class DenseDetections {
  private DenseDetections() {}

  public static List<Detections> of(Map<String, OnnxSession.Output> outputs) {
    long[] counts = get(outputs, "num").integers();
    OnnxSession.Output labels = get(outputs, "labels");
    int places = (int) labels.shape()[1];
    float[] boxes = get(outputs, "boxes").floats();
    float[] scores = get(outputs, "scores").floats();
    OnnxSession.Output landmarks = outputs.get("landmarks");
    float[] points = landmarks == null ? new float[0] : landmarks.floats();
    List<Detections> all = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 0 || counts[i] > places) {
        throw new UserError(
            "the ONNX file states that "
                + counts[i]
                + " of "
                + places
                + " places are filled: another program has changed it. Run the exported file");
      }
      int start = i * places;
      int end = start + (int) counts[i];
      int[] ofImage =
          Arrays.stream(labels.integers(), start, end).mapToInt(label -> (int) label).toArray();
      int perObject = landmarks == null ? 0 : FaceLandmarks.COORDINATES;
      all.add(
          new Detections(
              Arrays.copyOfRange(boxes, 4 * start, 4 * end),
              Arrays.copyOfRange(scores, start, end),
              ofImage,
              Arrays.copyOfRange(points, perObject * start, perObject * end)));
    }
    return all;
  }

  private static OnnxSession.Output get(Map<String, OnnxSession.Output> outputs, String name) {
    OnnxSession.Output output = outputs.get(name);
    if (output == null) {
      throw new IllegalArgumentException("the file gives no " + name);
    }
    return output;
  }
}
