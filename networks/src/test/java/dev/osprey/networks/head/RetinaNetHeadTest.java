package dev.osprey.networks.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.HeadOutputs;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class RetinaNetHeadTest {
  private static final NormConfig NONE = new NormConfig.None();
  private static final List<FeatureLevel> LEVELS =
      List.of(new FeatureLevel(16, 8), new FeatureLevel(16, 16));

  @Test
  void allLevelsShareTheTowersAndRowsAreOrderedByLocation() {
    HeadOutputs<String> outputs =
        config(1, NormConfig.Group.of(4), 0.01)
            .build(LEVELS, 9, 7)
            .forward(new ExpressionOps(), new FeatureMaps<>(List.of("p3", "p4")));
    assertThat(outputs.logits())
        .containsExactly(
            "reshape[0, -1, 7](permute[0, 2, 3, 1](conv3/1(relu(gn(conv3/1(p3))))))",
            "reshape[0, -1, 7](permute[0, 2, 3, 1](conv3/1(relu(gn(conv3/1(p4))))))");
    assertThat(outputs.deltas())
        .containsExactly(
            "reshape[0, -1, 4](permute[0, 2, 3, 1](conv3/1(relu(gn(conv3/1(p3))))))",
            "reshape[0, -1, 4](permute[0, 2, 3, 1](conv3/1(relu(gn(conv3/1(p4))))))");
  }

  @Test
  void convolutionsBeforeANormHaveNoBias() {
    assertThat(config(2, NormConfig.Group.of(4), 0.01).build(LEVELS, 9, 7).namedParameters())
        .containsKeys("classification_head.conv.1.1.weight", "regression_head.bbox_reg.bias")
        .doesNotContainKey("classification_head.conv.1.0.bias");
    assertThat(config(2, NONE, 0.01).build(LEVELS, 9, 7).namedParameters())
        .containsKey("classification_head.conv.1.0.bias")
        .doesNotContainKey("classification_head.conv.1.1.weight");
  }

  @Test
  void towersCanHaveOtherChannelsThanTheLevelsOrNoConvolution() {
    assertThat(config(2, NONE, 0.01).build(LEVELS, 9, 7).namedParameters())
        .hasEntrySatisfying(
            "regression_head.conv.0.0.weight",
            weight -> assertThat(weight.shape()).containsExactly(8, 16, 3, 3))
        .hasEntrySatisfying(
            "regression_head.bbox_reg.weight",
            weight -> assertThat(weight.shape()).containsExactly(36, 8, 3, 3));
    assertThat(config(0, NONE, 0.01).build(LEVELS, 9, 7).namedParameters())
        .hasEntrySatisfying(
            "classification_head.cls_logits.weight",
            weight -> assertThat(weight.shape()).containsExactly(63, 16, 3, 3));
  }

  @Test
  void refusesInvalidSettings() {
    assertRefused(() -> config(-1, NONE, 0.01), "retinanet head: depth is -1");
    assertRefused(() -> config(4, NONE, 0), "prior is 0.0; give a probability above 0");
    assertRefused(() -> config(4, NONE, 1), "prior is 1.0");
    assertRefused(() -> config(4, NONE, 0.01).build(LEVELS, 9, 0), "one class, got 9 and 0");
    assertRefused(
        () ->
            config(4, NONE, 0.01)
                .build(List.of(new FeatureLevel(8, 8), new FeatureLevel(16, 16)), 9, 1),
        "put an fpn before it");
    assertRefused(
        () -> config(4, NormConfig.Group.of(32), 0.01).build(LEVELS, 9, 1),
        "8 channels cannot be divided into 32 groups");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  private static RetinaNetHead.Config config(int depth, NormConfig norm, double prior) {
    return new RetinaNetHead.Config(
        depth, 8, norm, Activation.RELU, prior, ConvInit.normal(0.01), ConvInit.normal(0.01));
  }
}
