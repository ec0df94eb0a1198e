package dev.osprey.onnx.golden;

import dev.osprey.detection.golden.GoldenDifference;
import dev.osprey.detection.golden.GoldenTolerance;
import dev.osprey.onnx.file.QuantizationRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the results of each engine differ from a reference.
 *
 * @param reference that the engines are compared with
 * @param tied detections that are not compared, because rounding decides whether they are found
 * @param engines compared, in order; empty if the reference is {@link Reference#NONE}
 * @param state of the file
 * @param quantization how the network of the file was quantised; null: it computes in float32
 */
public record GoldenReport(
    Reference reference,
    int tied,
    List<EngineResult> engines,
    FileState state,
    @Nullable QuantizationRecord quantization) {

  /** The results that engines are compared with. */
  public enum Reference {
    /** The golden request of the file. */
    STORED,
    /** Results of libtorch on the CPU, computed for this check: the file has no golden request. */
    COMPUTED,
    /** None: an exported file without a golden request has no libtorch model to compute them. */
    NONE
  }

  /** Whether the file is as Osprey wrote it. */
  public enum FileState {
    AS_WRITTEN,
    /** Another program changed the file after its export. */
    CHANGED
  }

  /**
   * The result of one engine.
   *
   * @param engine for people: {@code libtorch cpu}, {@code ONNX Runtime}
   * @param difference from the reference
   */
  public record EngineResult(String engine, GoldenDifference difference) {}

  public GoldenReport {
    engines = List.copyOf(engines);
  }

  /** Returns how far an engine may be from the reference. */
  public GoldenTolerance tolerance() {
    return quantization == null ? GoldenTolerance.FLOAT32 : GoldenTolerance.INT8;
  }

  /** Whether every engine gives the reference's results within the tolerances. */
  public boolean holds() {
    return engines.stream().allMatch(engine -> tolerance().allows(engine.difference()));
  }
}
