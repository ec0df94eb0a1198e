package dev.osprey.networks.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.networks.ExpressionOps;
import dev.osprey.networks.FeatureLevel;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.StateDict;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.NormConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResNetTest {

  @Test
  void returnsTheRequestedStagesAndBuildsNoneAfterThem() {
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
  void bottlenecksHaveTheirStrideInTheConfiguredConvolution() {
    assertThat(block(ResidualBlock.Kind.BOTTLENECK, Bottleneck.StrideIn.CONV3X3))
        .isEqualTo("relu(gn(conv1/1(relu(gn(conv3/2(relu(gn(conv1/1(x)))))))) + gn(conv1/2(x)))");
    assertThat(block(ResidualBlock.Kind.BOTTLENECK, Bottleneck.StrideIn.CONV1X1))
        .isEqualTo("relu(gn(conv1/1(relu(gn(conv3/1(relu(gn(conv1/2(x)))))))) + gn(conv1/2(x)))");
  }

  @ParameterizedTest
  @EnumSource
  void basicBlocksAlwaysHaveTheirStrideInTheFirstConvolution(Bottleneck.StrideIn strideIn) {
    assertThat(block(ResidualBlock.Kind.BASIC, strideIn))
        .isEqualTo("relu(gn(conv3/1(relu(gn(conv3/2(x))))) + gn(conv1/2(x)))");
  }

  /** Checks that the stride of a stage is in its first block only. */
  @ParameterizedTest
  @ValueSource(ints = {50, 101, 152})
  void strideInChangesOnlyStrides(int depth) {
    ResNet middle = ResNet.Config.of(depth).build();
    ResNet first = withStrideIn(depth, Bottleneck.StrideIn.CONV1X1).build();
    assertThat(strided(middle))
        .containsExactly(
            "conv1",
            "layer2.0.conv2",
            "layer2.0.downsample.0",
            "layer3.0.conv2",
            "layer3.0.downsample.0",
            "layer4.0.conv2",
            "layer4.0.downsample.0");
    assertThat(strided(first))
        .containsExactly(
            "conv1",
            "layer2.0.conv1",
            "layer2.0.downsample.0",
            "layer3.0.conv1",
            "layer3.0.downsample.0",
            "layer4.0.conv1",
            "layer4.0.downsample.0");
    assertThat(StateDict.of(first)).containsExactlyEntriesOf(StateDict.of(middle));
  }

  @Test
  void onlyTheMiddleConvolutionsHaveGroups() {
    Map<String, Conv2d.Shape> shapes = convolutions(ResNet.Config.resNext(50, 32, 4).build());
    assertThat(shapes)
        .allSatisfy(
            (path, shape) ->
                assertThat(shape.groups()).as(path).isEqualTo(path.contains("conv2") ? 32 : 1));
    // 32 groups of 4 channels in the first stage, of 32 in the last
    assertThat(shapes.get("layer1.0.conv2"))
        .isEqualTo(Conv2d.Shape.same(128, 128, 3, 1).grouped(32));
    assertThat(shapes.get("layer4.0.conv2"))
        .isEqualTo(Conv2d.Shape.same(1024, 1024, 3, 2).grouped(32));
  }

  @Test
  void channelsOfEachGroupAreRoundedDown() {
    Bottleneck odd = new Bottleneck(Bottleneck.StrideIn.CONV3X3, 3, 5);
    // 64 · 5 / 64 = 5 channels in each of 3 groups
    assertThat(odd.width(64)).isEqualTo(15);
    // 96 · 5 / 64 = 7.5
    assertThat(odd.width(96)).isEqualTo(21);
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 34, 50, 101, 152})
  void freezesTheStemAndTheStagesUpToFrozenStages(int depth) {
    List<String> parts = List.of("conv1", "bn1", "layer1", "layer2", "layer3", "layer4");
    for (BatchNorm.Mode mode : BatchNorm.Mode.values()) {
      ResNet.Config config = ResNet.Config.of(depth).withNorm(NormConfig.Batch.of(mode));
      // The stem has two parts; a frozen norm has no trainable parameters anyway.
      for (int frozen = -1; frozen <= 4; frozen++) {
        List<String> rest = new ArrayList<>(parts.subList(frozen < 0 ? 0 : frozen + 2, 6));
        if (mode == BatchNorm.Mode.EVAL_FROZEN || mode == BatchNorm.Mode.FROZEN) {
          rest.remove("bn1");
        }
        assertThat(trainableParts(config.withFrozenStages(frozen)))
            .as("%s, frozenStages %d", mode, frozen)
            .containsExactlyElementsOf(rest);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 34, 50, 101, 152})
  void frozenStagesUseRunningStatisticsInEveryMode(int depth) {
    for (BatchNorm.Mode mode : BatchNorm.Mode.values()) {
      for (int frozen = -1; frozen <= 4; frozen++) {
        ResNet network =
            ResNet.Config.of(depth)
                .withNorm(NormConfig.Batch.of(mode))
                .withFrozenStages(frozen)
                .build();
        int last = frozen;
        assertThat(modes(network))
            .allSatisfy(
                (path, actual) ->
                    assertThat(actual)
                        .as("%s of frozenStages %d", path, last)
                        .isEqualTo(stage(path) <= last ? frozen(mode) : mode));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 34, 50, 101, 152})
  void modeEvalTrainsScaleAndShiftWithFixedStatistics(int depth) {
    ResNet network =
        ResNet.Config.of(depth).withNorm(NormConfig.Batch.of(BatchNorm.Mode.EVAL)).build();
    assertThat(network.namedParameters())
        .allSatisfy(
            (name, parameter) ->
                assertThat(parameter.isTrainable()).as(name).isEqualTo(!name.contains("running_")));
  }

  @Test
  void frozenStagesWithGroupNormDoNotTrain() {
    assertThat(
            trainableParts(
                ResNet.Config.resNext(50, 32, 4)
                    .withNorm(NormConfig.Group.of(32))
                    .withFrozenStages(2)))
        .containsExactly("layer3", "layer4");
  }

  @Test
  void scaleAndShiftOfAFrozenNormAreBuffers() {
    ResNet network =
        ResNet.Config.of(18).withNorm(NormConfig.Batch.of(BatchNorm.Mode.FROZEN)).build();
    assertThat(network.namedParameters())
        .allSatisfy(
            (name, parameter) ->
                assertThat(parameter.isTrainable())
                    .as(name)
                    .isEqualTo(name.contains("conv") || name.contains("downsample.0")));
  }

  /** As with FROZEN, norms do not train, but a state dict has the keys of EVAL. */
  @Test
  void modeEvalFrozenKeepsScaleAndShiftAsWeightsThatDoNotTrain() {
    ResNet network =
        ResNet.Config.of(18).withNorm(NormConfig.Batch.of(BatchNorm.Mode.EVAL_FROZEN)).build();
    assertThat(network.namedParameters())
        .allSatisfy(
            (name, parameter) -> {
              boolean convolution = name.contains("conv") || name.contains("downsample.0");
              assertThat(parameter.isTrainable()).as(name).isEqualTo(convolution);
              assertThat(parameter.kind())
                  .as(name)
                  .isEqualTo(
                      name.contains("running_") ? Parameter.Kind.BUFFER : Parameter.Kind.WEIGHT);
            });
  }

  @Test
  void convolutionsWithoutNormHaveBiases() {
    ResNet network = ResNet.Config.of(18).withNorm(new NormConfig.None()).build();
    assertThat(network.namedParameters()).containsKeys("conv1.bias", "layer4.0.downsample.0.bias");
  }

  @Test
  void refusesInvalidSettings() {
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
        "resnet: frozenStages is 3; give -1 (none), 0 (the stem), or a stage up to 2, the last"
            + " output");
    assertRefused(() -> config.withFrozenStages(5), "frozenStages is 5");
    assertRefused(
        () -> config.withNorm(NormConfig.Group.of(48)).build(),
        "group norm: 64 channels cannot be divided into 48 groups");
  }

  @Test
  void refusesGroupsWithBasicBlocksAndInvalidNumbers() {
    assertRefused(
        () -> ResNet.Config.resNext(34, 32, 4),
        "resnet: bottleneck.groups is 32 and bottleneck.widthPerGroup 4, but depth 34 has basic"
            + " blocks, which have neither; give 1 and 64, or depth 50, 101 or 152");
    assertRefused(() -> ResNet.Config.resNext(18, 1, 128), "bottleneck.widthPerGroup 128");
    assertRefused(() -> ResNet.Config.resNext(49, 32, 4), "resnet: depth is 49");
    assertRefused(
        () -> ResNet.Config.resNext(50, 0, 4), "resnet: bottleneck.groups is 0; give 1 (ResNet)");
    assertRefused(() -> ResNet.Config.resNext(50, 1025, 4), "groups is 1025");
    assertRefused(
        () -> ResNet.Config.resNext(50, 32, -4), "resnet: bottleneck.widthPerGroup is -4; give 1");
    assertRefused(() -> ResNet.Config.resNext(50, 1, 4096), "widthPerGroup is 4096");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(UserError.class).hasMessageContaining(message);
  }

  private static ResNet.Config withStrideIn(int depth, Bottleneck.StrideIn place) {
    return ResNet.Config.of(depth).withBottleneck(Bottleneck.STANDARD.withStrideIn(place));
  }

  private static String block(ResidualBlock.Kind kind, Bottleneck.StrideIn strideIn) {
    ResidualBlock.Style style =
        new ResidualBlock.Style(
            kind,
            Bottleneck.STANDARD.withStrideIn(strideIn),
            NormConfig.Group.of(2),
            ResNet.Config.of(50).init());
    return new ResidualBlock(8, 4, 2, style).forward(new ExpressionOps(), "x");
  }

  private static Map<String, Conv2d.Shape> convolutions(ResNet network) {
    Map<String, Conv2d.Shape> shapes = new LinkedHashMap<>();
    network.visit(
        (path, module) -> {
          if (module instanceof Conv2d conv) {
            shapes.put(path.substring(0, path.length() - 1), conv.shape());
          }
        });
    return shapes;
  }

  private static List<String> strided(ResNet network) {
    return convolutions(network).entrySet().stream()
        .filter(entry -> entry.getValue().stride() > 1)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the parts of the network with trainable parameters, in order. */
  private static Set<String> trainableParts(ResNet.Config config) {
    return config.build().namedParameters().entrySet().stream()
        .filter(entry -> entry.getValue().isTrainable())
        .map(entry -> entry.getKey().substring(0, entry.getKey().indexOf('.')))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Map<String, BatchNorm.Mode> modes(ResNet network) {
    Map<String, BatchNorm.Mode> modes = new LinkedHashMap<>();
    network.visit(
        (path, module) -> {
          if (module instanceof BatchNorm norm) {
            modes.put(path, norm.mode());
          }
        });
    return modes;
  }

  private static BatchNorm.Mode frozen(BatchNorm.Mode mode) {
    return mode == BatchNorm.Mode.EVAL_FROZEN ? mode : BatchNorm.Mode.FROZEN;
  }

  /** 0 for the stem, k for {@code layerk}. */
  private static int stage(String path) {
    return path.startsWith("layer") ? path.charAt("layer".length()) - '0' : 0;
  }
}
