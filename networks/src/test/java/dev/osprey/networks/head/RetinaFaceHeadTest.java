package dev.osprey.networks.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.Part;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetinaFaceHeadTest {
  private static final RetinaFaceHead.Config CONFIG = RetinaFaceHead.Config.of(8, 0.1);
  private static final List<FeatureLevel> LEVELS =
      List.of(new FeatureLevel(16, 8), new FeatureLevel(12, 16));
  private static final FeatureMaps<String> MAPS = new FeatureMaps<>(List.of("p3", "p4"));

  @Test
  void branchesShareTheirFirstConvolutionAndEndWithoutActivation() {
    String shared = "leaky0.1(bn(conv3/1(p3)))";
    assertThat(CONFIG.build(LEVELS, 2, 2).context(new ExpressionOps(), MAPS).levels().get(0))
        .isEqualTo(
            "relu(concat[bn(conv3/1(p3)), bn(conv3/1("
                + shared
                + ")), bn(conv3/1(leaky0.1(bn(conv3/1("
                + shared
                + ")))))])");
    assertThat(
            RetinaFaceHead.Config.of(8, 0)
                .build(LEVELS, 2, 2)
                .context(new ExpressionOps(), MAPS)
                .levels()
                .get(1))
        .doesNotContain("leaky")
        .contains("relu(bn(conv3/1(p4)))");
  }

  @Test
  void branchesHaveOneHalfAndTwoQuartersOfTheChannels() {
    RetinaFaceHead head = CONFIG.build(LEVELS, 2, 2);
    CostOps ops = new CostOps();
    FeatureMaps<TensorShape> context =
        head.context(
            ops,
            new FeatureMaps<>(List.of(TensorShape.of(1, 16, 5, 7), TensorShape.of(1, 12, 3, 4))));
    assertThat(context.levels())
        .containsExactly(TensorShape.of(1, 8, 5, 7), TensorShape.of(1, 8, 3, 4));
    assertThat(outputs(head.parts().get(0), ops)).containsExactly(TensorShape.of(1, 4, 5, 7));
    assertThat(outputs(head.parts().get(1), ops)).containsExactly(TensorShape.of(1, 2, 5, 7));
    assertThat(outputs(head.parts().get(5), ops)).containsExactly(TensorShape.of(1, 2, 3, 4));
  }

  private static List<TensorShape> outputs(Part part, CostOps ops) {
    return ops.outputs(part.modules().get(part.modules().size() - 1));
  }

  @Test
  void outputsReadTheContextAndRowsAreOrderedByLocation() {
    RetinaFaceHead head = CONFIG.build(LEVELS, 2, 3);
    List<String> context = head.context(new ExpressionOps(), MAPS).levels();
    HeadOutputs<String> outputs = head.forward(new ExpressionOps(), MAPS);
    assertThat(outputs.logits()).containsExactly(rows(3, context.get(0)), rows(3, context.get(1)));
    assertThat(outputs.deltas()).containsExactly(rows(4, context.get(0)), rows(4, context.get(1)));
    assertThat(outputs.landmarks())
        .containsExactly(rows(10, context.get(0)), rows(10, context.get(1)));
  }

  private static String rows(int width, String context) {
    return "reshape[0, -1, " + width + "](permute[0, 2, 3, 1](conv1/1(" + context + ")))";
  }

  @Test
  void levelsShareNoParameters() {
    assertThat(CONFIG.build(LEVELS, 2, 3).namedParameters())
        .containsKeys("ssh1.conv7X7_2.0.weight", "ssh2.conv7x7_3.1.bias", "BboxHead.1.conv1x1.bias")
        .hasEntrySatisfying(
            "ssh2.conv3X3.0.weight",
            weight -> assertThat(weight.shape()).containsExactly(4, 12, 3, 3))
        .hasEntrySatisfying(
            "ClassHead.1.conv1x1.weight",
            weight -> assertThat(weight.shape()).containsExactly(6, 8, 1, 1))
        .hasEntrySatisfying(
            "LandmarkHead.0.conv1x1.weight",
            weight -> assertThat(weight.shape()).containsExactly(20, 8, 1, 1));
  }

  @Test
  void headWithoutLandmarksHasNoLandmarkOutputsOrParameters() {
    RetinaFaceHead head =
        CONFIG.withLandmarks(RetinaFaceHead.LandmarkPoints.NONE).build(LEVELS, 2, 2);
    HeadOutputs<String> outputs = head.forward(new ExpressionOps(), MAPS);
    assertThat(outputs.landmarks()).isEmpty();
    assertThat(outputs.deltas()).hasSize(2);
    assertThat(head.namedParameters().keySet())
        .noneMatch(name -> name.startsWith("LandmarkHead"))
        .anyMatch(name -> name.startsWith("BboxHead"));
  }

  @Test
  void refusesInvalidSettings() {
    assertRefused(
        () -> RetinaFaceHead.Config.of(10, 0), "channels is 10; its branches give a half and two");
    assertRefused(() -> RetinaFaceHead.Config.of(0, 0), "retinaface head: channels is 0");
    assertRefused(() -> RetinaFaceHead.Config.of(8, -0.1), "retinaface head: leakySlope is -0.1");
    assertRefused(() -> CONFIG.build(LEVELS, 0, 2), "one class, got 0 and 2");
    assertRefused(() -> CONFIG.build(LEVELS, 2, 0), "one class, got 2 and 0");
  }

  @Test
  void refusesTheMapsOfAnotherNeck() {
    RetinaFaceHead head = CONFIG.build(LEVELS, 2, 2);
    assertThatThrownBy(() -> head.forward(new ExpressionOps(), new FeatureMaps<>(List.of("p3"))))
        .hasMessageContaining("built for 2 levels, got 1");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UserError.class).hasMessageContaining(message);
  }
}
