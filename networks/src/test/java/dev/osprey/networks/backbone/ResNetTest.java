package dev.osprey.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResNetTest {

  /** torchvision's published counts less the classifier's (513,000 or 2,049,000). */
  @ParameterizedTest
  @CsvSource({
    "18, 11176512",
    "34, 21284672",
    "50, 23508032",
    "101, 42500160",
    "152, 58143808",
  })
  void hasAsManyParametersAsPublished(int depth, long expected) {
    long count =
        ResNet.Config.of(depth).build().namedParameters().values().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
            .mapToLong(Parameter::count)
            .sum();
    assertThat(count).isEqualTo(expected);
  }

  @Test
  void givesOutTheStagesAskedForAndBuildsNoneAbove() {
    ResNet network = ResNet.Config.of(50).withOutStages(List.of(1, 3)).build();
    assertThat(network.levels())
        .containsExactly(new FeatureLevel(256, 4), new FeatureLevel(1024, 16));
    assertThat(network.children().keySet())
        .containsExactly("conv1", "bn1", "layer1", "layer2", "layer3");
  }

  @Test
  void basicBlocksAddTheirInputBeforeTheLastRelu() {
    String map =
        ResNet.Config.of(18)
            .withOutStages(List.of(1))
            .build()
            .forward(new ExpressionOps(), "x")
            .coarsest();
    String stem = "pool3/2(relu(bn(conv7/2(x))))";
    String first = "relu(bn(conv3/1(relu(bn(conv3/1(" + stem + "))))) + " + stem + ")";
    assertThat(map)
        .isEqualTo("relu(bn(conv3/1(relu(bn(conv3/1(" + first + "))))) + " + first + ")");
  }

  @Test
  void bottlenecksHaveTheirStrideInTheMiddleAndInTheShortcut() {
    ResidualBlock block =
        new ResidualBlock(
            8,
            4,
            2,
            new ResidualBlock.Style(
                ResidualBlock.Kind.BOTTLENECK,
                NormConfig.Group.of(2),
                ResNet.Config.of(50).init()));
    assertThat(block.forward(new ExpressionOps(), "x"))
        .isEqualTo("relu(gn(conv1/1(relu(gn(conv3/2(relu(gn(conv1/1(x)))))))) + gn(conv1/2(x)))");
  }

  @Test
  void freezesTheStemAndStagesUpToTheNumber() {
    assertThat(trainableParts(-1))
        .containsExactly("conv1", "bn1", "layer1", "layer2", "layer3", "layer4");
    assertThat(trainableParts(0)).containsExactly("layer1", "layer2", "layer3", "layer4");
    assertThat(trainableParts(2)).containsExactly("layer3", "layer4");
    assertThat(trainableParts(4)).isEmpty();
  }

  @Test
  void frozenStagesTakeRunningStatistics() {
    ResNet network = ResNet.Config.of(18).withFrozenStages(1).build();
    Map<String, BatchNorm.Mode> modes = new LinkedHashMap<>();
    network.visit((path, module) -> putMode(modes, path, module));
    assertThat(modes)
        .allSatisfy(
            (path, mode) ->
                assertThat(mode)
                    .as(path)
                    .isEqualTo(
                        path.startsWith("bn1") || path.startsWith("layer1")
                            ? BatchNorm.Mode.FROZEN
                            : BatchNorm.Mode.TRAIN));
  }

  @Test
  void affinePartOfAFrozenNormIsNoWeight() {
    ResNet network =
        ResNet.Config.of(18).withNorm(NormConfig.Batch.of(BatchNorm.Mode.FROZEN)).build();
    assertThat(network.namedParameters())
        .allSatisfy(
            (name, parameter) ->
                assertThat(parameter.isTrainable())
                    .as(name)
                    .isEqualTo(name.contains("conv") || name.contains("downsample.0")));
  }

  @Test
  void withoutNormConvolutionsHaveBiases() {
    ResNet network = ResNet.Config.of(18).withNorm(new NormConfig.None()).build();
    assertThat(network.namedParameters()).containsKeys("conv1.bias", "layer4.0.downsample.0.bias");
  }

  @Test
  void refusesSettingsThatMakeNoNetwork() {
    assertRefused(() -> ResNet.Config.of(20), "resnet: depth is 20; give one of 18, 34, 50");
    ResNet.Config config = ResNet.Config.of(18);
    assertRefused(() -> config.withOutStages(List.of()), "resnet: outStages is []; give one or");
    assertRefused(() -> config.withOutStages(List.of(3, 2)), "resnet: outStages is [3, 2]");
    assertRefused(() -> config.withOutStages(List.of(2, 2)), "resnet: outStages is [2, 2]");
    assertRefused(() -> config.withOutStages(List.of(0)), "resnet: outStages is [0]");
    assertRefused(() -> config.withOutStages(List.of(5)), "resnet: outStages is [5]");
    assertRefused(() -> config.withFrozenStages(-2), "resnet: frozenStages is -2; give -1");
    assertRefused(
        () -> config.withOutStages(List.of(2)).withFrozenStages(3),
        "a stage up to 2, the last one that is given out");
    assertRefused(
        () -> config.withNorm(NormConfig.Group.of(48)).build(),
        "group norm: 64 channels cannot be parted into 48 groups");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  private static Set<String> trainableParts(int frozenStages) {
    return ResNet.Config.of(18)
        .withFrozenStages(frozenStages)
        .build()
        .namedParameters()
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue().isTrainable())
        .map(entry -> entry.getKey().substring(0, entry.getKey().indexOf('.')))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void putMode(Map<String, BatchNorm.Mode> modes, String path, Module module) {
    if (module instanceof BatchNorm norm) {
      modes.put(path, norm.mode());
    }
  }
}
