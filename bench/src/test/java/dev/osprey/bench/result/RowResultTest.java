package dev.osprey.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class RowResultTest {
  // the target of "retinanet" is time <= 0.76, memory <= 1, peak >= 0.9
  private static RowResult retinanet(double seconds, long memory, double share) {
    return new RowResult(
        SampleResults.row("retinanet"),
        SampleResults.side(memory, seconds, seconds),
        Optional.of(SampleResults.side(1000, 1, 1)),
        OptionalDouble.of(share));
  }

  @Test
  void aRowHoldsWhereAllFiguresAreWithinItsTarget() {
    RowResult result = retinanet(0.76, 1000, 0.9);
    assertThat(result.verdict()).isEqualTo(RowResult.Verdict.HOLDS);
    assertThat(result.misses()).isEmpty();
    assertThat(result.memoryRatio()).hasValue(1.0);
  }

  @Test
  void eachFigureBeyondItsTargetIsNamed() {
    RowResult result = retinanet(0.77, 1001, 0.89);
    assertThat(result.verdict()).isEqualTo(RowResult.Verdict.MISSES);
    assertThat(result.misses()).containsExactly("time", "memory", "peak");
  }

  @Test
  void aFailedSideLeavesTheVerdictOpen() {
    RowResult result =
        SampleResults.result(
            "retinanet", SampleResults.side(1000, 1), SideResult.failed("no torch"));
    assertThat(result.ratio()).isEmpty();
    assertThat(result.memoryRatio()).isEmpty();
    assertThat(result.verdict()).isEqualTo(RowResult.Verdict.OPEN);
  }

  @Test
  void aSideThatFailsAfterSomeRunsIsNotCompared() {
    SideResult broken =
        new SideResult(
            SampleResults.side(1000, 1).runs(), Map.of(), Optional.of("killed in round 2"));
    RowResult result = SampleResults.result("retinanet", SampleResults.side(9, 1, 1), broken);
    assertThat(result.ratio()).isEmpty();
  }

  @Test
  void aRowWithoutATargetStaysOpen() {
    RowResult result =
        SampleResults.result(
            "coco-pycocotools", SampleResults.side(10, 9), SampleResults.side(10, 1));
    assertThat(result.ratio()).contains(new Spread(9, 9, 9));
    assertThat(result.verdict()).isEqualTo(RowResult.Verdict.OPEN);
  }

  @Test
  void theStartHasALongestTime() {
    RowResult result =
        SampleResults.result("start", SampleResults.side(10, 1.3), SampleResults.side(10, 9));
    assertThat(result.misses()).containsExactly("seconds");
  }

  @Test
  void memoryThatIsUnknownMissesNothing() {
    SideResult unknown = SampleResults.side(0, 0.5);
    RowResult result = SampleResults.result("nms-1000", unknown, SampleResults.side(0, 1));
    assertThat(result.memoryRatio()).isEmpty();
    assertThat(result.verdict()).isEqualTo(RowResult.Verdict.HOLDS);
  }
}
