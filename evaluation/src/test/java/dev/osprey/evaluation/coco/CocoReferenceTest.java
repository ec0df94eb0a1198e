package dev.osprey.evaluation.coco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.evaluation.EvaluationInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares with pycocotools 2.0 on 100 images with 842 detections, crowds, ties and duplicates. */
class CocoReferenceTest {
  private static final Offset<Double> TOLERANCE = within(1e-12);

  @SuppressWarnings("NullAway.Init")
  private static ReferenceCase reference;

  @SuppressWarnings("NullAway.Init")
  private static CocoMetrics metrics;

  @BeforeAll
  static void evaluate() throws IOException {
    reference = ReferenceCase.read("G1_coco_small");
    metrics = new CocoEvaluator(CocoSettings.standard()).evaluate(reference.input());
  }

  @Test
  void twelveNumbersEqualTheReference() {
    assertSummary(metrics, reference.spec().get("stats"));
  }

  @Test
  void twelveNumbersWithPooledCategoriesEqualTheReference() {
    CocoSettings pooled = CocoSettings.standard().with(CocoSettings.Categories.POOLED);
    assertSummary(
        new CocoEvaluator(pooled).evaluate(reference.input()),
        reference.spec().get("stats_useCats0"));
  }

  @Test
  void everyPrecisionAndScoreEqualsTheReferenceToTheBit() throws NoSuchAlgorithmException {
    JsonNode spec = reference.spec();
    assertThat(metrics.shape()).containsExactly(10, 101, 6, 4, 3);
    assertThat(sha256(metrics.precision()))
        .isEqualTo(spec.at("/precision/sha256_float64_le_c_order").asText());
    assertThat(sha256(metrics.scores())).isEqualTo(spec.get("scores_sha256").asText());
  }

  @Test
  void numbersPerClassEqualTheReference() {
    JsonNode perClass = reference.spec().get("per_class");
    assertThat(metrics.perClass()).hasSize(perClass.size());
    for (ClassMetrics ofClass : metrics.perClass()) {
      JsonNode expected = perClass.get(String.valueOf(ofClass.categoryId()));
      assertThat(ofClass.averages().ap()).isCloseTo(expected.get("AP").asDouble(), TOLERANCE);
      assertThat(ofClass.averages().ap(0.5)).isCloseTo(expected.get("AP50").asDouble(), TOLERANCE);
      assertThat(ofClass.averages().ar()).isCloseTo(expected.get("AR100").asDouble(), TOLERANCE);
    }
  }

  @Test
  void printsTheTwelveLinesOfTheReference() {
    assertThat(CocoTable.summary(metrics))
        .isEqualTo(
            """
             Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.132
             Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.251
             Average Precision  (AP) @[ IoU=0.75      | area=   all | maxDets=100 ] = 0.125
             Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.134
             Average Precision  (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.148
             Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = 0.151
             Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.169
             Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ] = 0.286
             Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.287
             Average Recall     (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.310
             Average Recall     (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ] = 0.292
             Average Recall     (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = 0.264
            """
                .replaceAll("(?m)^(?=Average)", " "));
  }

  @Test
  void resultsDoNotDependOnTheOrderOfImages() throws NoSuchAlgorithmException {
    EvaluationInput input = reference.input();
    EvaluationInput reversed =
        new EvaluationInput(
            input.imageIds().stream().sorted(java.util.Comparator.reverseOrder()).toList(),
            input.categoryIds(),
            input.groundTruths(),
            input.detections());
    assertThat(sha256(new CocoEvaluator(CocoSettings.standard()).evaluate(reversed).precision()))
        .isEqualTo(sha256(metrics.precision()));
  }

  @Test
  void overallAveragesEqualTheSummary() {
    CocoAverages overall = metrics.overall();
    double[] values = metrics.summary().values();
    for (int i = 0; i < values.length; i++) {
      int index = overall.names().indexOf(CocoSummary.NAMES.get(i));
      assertThat(overall.values().get(index)).isEqualTo(values[i]);
    }
  }

  private static void assertSummary(CocoMetrics metrics, JsonNode expected) {
    double[] values = metrics.summary().values();
    for (int i = 0; i < values.length; i++) {
      String name = CocoSummary.NAMES.get(i);
      assertThat(values[i]).as(name).isCloseTo(expected.get(name).asDouble(), TOLERANCE);
    }
  }

  private static String sha256(double[] values) throws NoSuchAlgorithmException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
