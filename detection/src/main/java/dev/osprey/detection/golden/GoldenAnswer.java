package dev.osprey.detection.golden;

import dev.osprey.core.Detections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a detector gives for a picture.
 *
 * @param detections by descending score
 * @param raw numbers of the network's outputs, for a detector that finds nothing; empty where an
 *     engine gives none
 */
public record GoldenAnswer(List<GoldenDetection> detections, List<RawSample> raw) {
  private static final int MOST_DETECTIONS = 20;
  private static final int POINTS = 10;

  public GoldenAnswer {
    detections = List.copyOf(detections);
    raw = List.copyOf(raw);
  }

  /**
   * @param raw flat outputs by name
   */
  public static GoldenAnswer of(Detections found, Map<String, float[]> raw) {
    List<GoldenDetection> detections = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      detections.add(
          new GoldenDetection(
              found.label(i),
              found.score(i),
              part(found.boxes(), 4 * i, 4),
              found.hasLandmarks() ? part(found.landmarks(), POINTS * i, POINTS) : List.of()));
    }
    // a stable sort: ties stay in the detector's order
    detections.sort(Comparator.comparing(GoldenDetection::score).reversed());
    List<RawSample> samples = new ArrayList<>();
    raw.forEach((name, numbers) -> samples.add(RawSample.of(name, numbers)));
    return new GoldenAnswer(detections, samples);
  }

  private static List<Float> part(float[] values, int start, int count) {
    List<Float> part = new ArrayList<>();
    for (int i = start; i < start + count; i++) {
      part.add(values[i]);
    }
    return part;
  }

  /** The best detections alone: what a file holds. */
  public GoldenAnswer shortened() {
    return new GoldenAnswer(
        detections.subList(0, Math.min(MOST_DETECTIONS, detections.size())), raw);
  }

  /** Whether all raw outputs are numbers. */
  public boolean hasFiniteOutputs() {
    return raw.stream().allMatch(RawSample::isFinite);
  }
}
