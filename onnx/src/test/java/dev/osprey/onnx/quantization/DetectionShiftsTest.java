package dev.osprey.onnx.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.Detections;
import dev.osprey.onnx.file.QuantizationRecord;
import org.junit.jupiter.api.Test;

class DetectionShiftsTest {
  private static Detections of(float[] boxes, float[] scores, int... labels) {
    return new Detections(boxes, scores, labels);
  }

  @Test
  void equalDetectionsHaveNoShift() {
    Detections two = of(new float[] {0, 0, 10, 10, 5, 5, 25, 30}, new float[] {0.9f, 0.4f}, 0, 1);
    DetectionShifts shifts = new DetectionShifts();
    shifts.add(two, two);
    shifts.add(Detections.none(), Detections.none());
    assertThat(shifts.loss()).isZero();
    assertThat(shifts.record(null, null))
        .isEqualTo(new QuantizationRecord.Check(2, null, null, 2, 0, 0, 0, 0, 0));
  }

  @Test
  void matchesAreMeasuredAndTheRestIsCounted() {
    // IoU of the first pair: 10·8 / (100 + 100 − 80) = 2/3; the second box has another label
    Detections floats =
        of(new float[] {0, 0, 10, 10, 50, 50, 60, 60}, new float[] {0.8f, 0.4f}, 0, 0);
    Detections integers =
        of(new float[] {2, 0, 12, 10, 50, 50, 60, 60}, new float[] {0.7f, 0.3f}, 0, 1);
    DetectionShifts shifts = new DetectionShifts();
    shifts.add(floats, integers);
    QuantizationRecord.Check check = shifts.record(0.5, 0.49);
    assertThat(check.detections()).isEqualTo(2);
    assertThat(check.unmatched()).isEqualTo(2);
    assertThat(check.largestPixels()).isEqualTo(2);
    assertThat(check.meanPixels()).isEqualTo(2);
    assertThat(check.largestScore()).isCloseTo(0.1, within(1e-6));
    // (0.1 + 0.8 / 3 + 0.4 + 0.3) / 1.2
    assertThat(shifts.loss()).isCloseTo(0.888889, within(1e-5));
    assertThat(check.differsMuch()).isFalse(); // 0.01 of mAP is not more than 0.01
    assertThat(shifts.record(0.5, 0.48).differsMuch()).isTrue();
    assertThat(shifts.record(null, null).differsMuch()).isTrue(); // half is without a match
    assertThat(check)
        .hasToString(
            "mAP50:95 0.4900, float32 0.5000; 1 images, 2 detections, 2 unmatched in either file;"
                + " boxes shift by up to 2.00 pixels (mean 2.000), scores by up to 0.100 (mean"
                + " 0.1000)");
  }

  @Test
  void theBestDetectionTakesTheNearestBox() {
    Detections floats =
        of(new float[] {1, 0, 11, 10, 0, 0, 10, 10}, new float[] {0.2f, 0.9f}, 0, 0);
    Detections integers = of(new float[] {0, 0, 10, 10}, new float[] {0.9f}, 0);
    DetectionShifts shifts = new DetectionShifts();
    shifts.add(floats, integers);
    assertThat(shifts.record(null, null).largestPixels()).isZero();
    assertThat(shifts.record(null, null).unmatched()).isEqualTo(1);
  }

  @Test
  void detectionsWhereTheFloatFileFindsNothingAreALoss() {
    DetectionShifts shifts = new DetectionShifts();
    shifts.add(Detections.none(), of(new float[] {0, 0, 1, 1}, new float[] {0.5f}, 0));
    assertThat(shifts.loss()).isCloseTo(0.5, within(1e-6));
  }
}
