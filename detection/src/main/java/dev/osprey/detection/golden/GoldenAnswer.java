package dev.osprey.detection.golden;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.osprey.core.Detections;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The detections and raw outputs of a detector for an image.
 *
 * @param detections by descending score
 * @param raw numbers of the network's outputs, for a detector that finds nothing; empty where an
 *     engine gives none
 * @param tied number of further detections that depend on ties of scores, so that another engine
 *     may find others; absent: no such detection is known
 */
@JsonInclude(JsonInclude.Include.NON_NULL) // absent in files that older versions read
public record GoldenAnswer(
    List<GoldenDetection> detections, List<RawSample> raw, @Nullable Integer tied) {
  private static final int MOST_DETECTIONS = 20;
  private static final int POINTS = 10;

  public GoldenAnswer {
    detections = List.copyOf(detections);
    raw = List.copyOf(raw);
  }

  /** An answer without ties. */
  public GoldenAnswer(List<GoldenDetection> detections, List<RawSample> raw) {
    this(detections, raw, null);
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

  /** The detections that do not depend on ties, with the number of the others. */
  public static GoldenAnswer of(ReliableDetections found) {
    GoldenAnswer firm = of(found.detections(), Map.of());
    return new GoldenAnswer(firm.detections, firm.raw, orAbsent(found.tied()));
  }

  private static @Nullable Integer orAbsent(int count) {
    return count == 0 ? null : Integer.valueOf(count);
  }

  /**
   * The same without the detections that depend on ties. Detections that no trial found stay,
   * because they are a difference.
   *
   * @param firm of the same image and threshold
   */
  public GoldenAnswer without(ReliableDetections firm) {
    List<GoldenDetection> sometimes =
        firm.sometimes().stream()
            .flatMap(trial -> of(trial, Map.of()).detections.stream())
            .toList();
    List<GoldenDetection> left =
        detections.stream()
            .filter(one -> sometimes.stream().noneMatch(other -> other.isSame(one)))
            .toList();
    return new GoldenAnswer(left, raw, orAbsent(detections.size() - left.size()));
  }

  /** The best detections only, as files keep them. */
  public GoldenAnswer shortened() {
    return new GoldenAnswer(
        detections.subList(0, Math.min(MOST_DETECTIONS, detections.size())), raw, tied);
  }

  /** Whether all raw outputs are finite. */
  public boolean hasFiniteOutputs() {
    return raw.stream().allMatch(RawSample::isFinite);
  }
}
