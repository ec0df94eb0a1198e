package dev.osprey.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.Backbones;
import dev.osprey.networks.backbone.Vgg;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.Head;
import dev.osprey.networks.head.Heads;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.neck.Necks;
import dev.osprey.networks.region.RegionHeads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks the contract of every entry of the catalogues, in its smallest configuration and its
 * variants.
 */
class CatalogueContractTest {
  private static final List<FeatureLevel> LEVELS =
      List.of(new FeatureLevel(6, 8), new FeatureLevel(10, 16), new FeatureLevel(12, 32));

  static Iterable<Backbone.Config> backbones() {
    List<Backbone.Config> configs = new ArrayList<>(Configurations.smallestBackbones().values());
    configs.addAll(Configurations.backboneVariants());
    return configs;
  }

  static Iterable<Neck.Config> necks() {
    List<Neck.Config> configs = new ArrayList<>(Configurations.smallestNecks().values());
    configs.addAll(Configurations.neckVariants());
    return configs;
  }

  static Iterable<Head.Config> heads() {
    List<Head.Config> configs = new ArrayList<>(Configurations.smallestHeads().values());
    configs.addAll(Configurations.headVariants());
    return configs;
  }

  @Test
  void everyEntryIsTested() {
    assertThat(Configurations.smallestBackbones().keySet()).isEqualTo(Backbones.types().keySet());
    assertThat(Configurations.smallestNecks().keySet()).isEqualTo(Necks.types().keySet());
    assertThat(Configurations.smallestHeads().keySet()).isEqualTo(Heads.types().keySet());
    assertThat(Configurations.smallestRegionHeads().keySet())
        .isEqualTo(RegionHeads.types().keySet());
  }

  @ParameterizedTest
  @MethodSource("backbones")
  void backboneReturnsTheLevelsThatItDeclares(Backbone.Config config) {
    Backbone backbone = config.build();
    for (long[] size : sizes(config)) {
      FeatureMaps<TensorShape> maps =
          backbone.forward(new CostOps(), TensorShape.of(2, 3, size[0], size[1]));
      assertLevels(backbone.levels(), maps, size);
    }
  }

  /** VGG's pooling rounds down, so its declared stride is only valid for padded images. */
  private static long[][] sizes(Backbone.Config config) {
    return config instanceof Vgg.Config
        ? new long[][] {{64, 64}, {32, 96}, {320, 32}}
        : new long[][] {{64, 64}, {65, 97}, {37, 131}, {1, 1}, {300, 1}};
  }

  /** A one-stage head is shared by all levels, so they must have the same channels. */
  private static boolean fit(Backbone.Config backbone, Neck.Config neck) {
    return neck.build(backbone.build().levels()).levels().stream()
            .map(FeatureLevel::channels)
            .distinct()
            .count()
        == 1;
  }

  @ParameterizedTest
  @MethodSource("necks")
  void neckReturnsTheLevelsThatItDeclares(Neck.Config config) {
    Neck neck = config.build(LEVELS);
    for (long[] size : new long[][] {{64, 64}, {65, 97}, {37, 131}, {1, 1}, {300, 1}}) {
      FeatureMaps<TensorShape> maps = neck.forward(new CostOps(), maps(LEVELS, size));
      assertLevels(neck.levels(), maps, size);
    }
  }

  @ParameterizedTest
  @MethodSource("heads")
  void headReturnsOneRowPerAnchor(Head.Config config) {
    List<FeatureLevel> levels = List.of(new FeatureLevel(8, 8), new FeatureLevel(8, 16));
    HeadOutputs<TensorShape> outputs =
        config.build(levels, 3, 5).forward(new CostOps(), maps(levels, new long[] {65, 97}));
    // 9 · 13 and 5 · 7 cells, 3 anchors in each
    assertThat(outputs.logits())
        .containsExactly(TensorShape.of(2, 351, 5), TensorShape.of(2, 105, 5));
    assertThat(outputs.deltas())
        .containsExactly(TensorShape.of(2, 351, 4), TensorShape.of(2, 105, 4));
    if (!outputs.landmarks().isEmpty()) {
      assertThat(outputs.landmarks())
          .containsExactly(TensorShape.of(2, 351, 10), TensorShape.of(2, 105, 10));
    }
  }

  /** {@link Module#namedParameters} refuses a name that is registered twice. */
  @Test
  void parameterNamesAreUnique() {
    for (Backbone.Config backbone : backbones()) {
      for (Neck.Config neck : necks()) {
        for (Head.Config head : fit(backbone, neck) ? heads() : List.<Head.Config>of()) {
          assertThat(OneStageNetwork.of(backbone, neck, head, 3, 5).namedParameters())
              .isNotEmpty()
              .allSatisfy((name, parameter) -> assertThat(parameter.count()).isPositive());
        }
      }
    }
  }

  @Test
  void partsCoverEveryParameterOnce() {
    for (Backbone.Config backbone : backbones()) {
      assertPartsCover(backbone.build());
    }
    for (Head.Config head : heads()) {
      assertPartsCover(head.build(List.of(new FeatureLevel(8, 8)), 3, 5));
    }
    for (Neck.Config config : necks()) {
      Neck neck = config.build(LEVELS);
      assertPartsCover(neck);
      assertThat(neck.parts()).hasSameSizeAs(neck.levels());
    }
  }

  private static void assertPartsCover(Module module) {
    List<Parameter> ofParts =
        module.parts().stream().flatMap(part -> part.parameters().stream()).toList();
    assertThat(ofParts).containsExactlyInAnyOrderElementsOf(module.namedParameters().values());
    assertThat(module.parts().stream().map(Part::name)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "65, 97", "1, 1"})
  void wholeNetworksRunAtAnySize(int height, int width) {
    for (Backbone.Config backbone : backbones()) {
      for (Neck.Config neck : necks()) {
        boolean tooSmall = backbone instanceof Vgg.Config && height % 32 != 0;
        boolean runs = fit(backbone, neck) && !tooSmall;
        for (Head.Config head : runs ? heads() : List.<Head.Config>of()) {
          OneStageNetwork network = OneStageNetwork.of(backbone, neck, head, 3, 5);
          OneStageNetwork.Trace<TensorShape> trace =
              network.trace(new CostOps(), TensorShape.of(2, 3, height, width));
          long[] size = {height, width};
          assertLevels(network.backbone().levels(), trace.body(), size);
          assertLevels(network.levels(), trace.features(), size);
          assertThat(trace.outputs())
              .isEqualTo(network.forward(new CostOps(), TensorShape.of(2, 3, height, width)));
        }
      }
    }
  }

  @Test
  void configurationsRoundTripThroughJson() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    Backbones.types().forEach((name, type) -> mapper.registerSubtypes(new NamedType(type, name)));
    Necks.types().forEach((name, type) -> mapper.registerSubtypes(new NamedType(type, name)));
    Heads.types().forEach((name, type) -> mapper.registerSubtypes(new NamedType(type, name)));
    for (Backbone.Config config : backbones()) {
      assertThat(mapper.readValue(mapper.writeValueAsString(config), Backbone.Config.class))
          .isEqualTo(config);
    }
    for (Neck.Config config : necks()) {
      assertThat(mapper.readValue(mapper.writeValueAsString(config), Neck.Config.class))
          .isEqualTo(config);
    }
    for (Head.Config config : heads()) {
      assertThat(mapper.readValue(mapper.writeValueAsString(config), Head.Config.class))
          .isEqualTo(config);
    }
  }

  private static FeatureMaps<TensorShape> maps(List<FeatureLevel> levels, long[] size) {
    return new FeatureMaps<>(
        levels.stream()
            .map(
                level ->
                    TensorShape.of(
                        2,
                        level.channels(),
                        ceilDiv(size[0], level.stride()),
                        ceilDiv(size[1], level.stride())))
            .toList());
  }

  private static void assertLevels(
      List<FeatureLevel> levels, FeatureMaps<TensorShape> maps, long[] size) {
    assertThat(maps).isEqualTo(maps(levels, size));
  }

  private static long ceilDiv(long a, long b) {
    return (a + b - 1) / b;
  }
}
