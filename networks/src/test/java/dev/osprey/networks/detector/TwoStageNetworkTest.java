package dev.osprey.networks.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.Configurations;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV2;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.backbone.Vgg;
import dev.osprey.networks.cost.CostOps;
import dev.osprey.networks.cost.NetworkSummary;
import dev.osprey.networks.cost.TensorShape;
import dev.osprey.networks.head.ProposalHead;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.LevelMapper;
import dev.osprey.networks.layer.RegionPooling;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import dev.osprey.networks.neck.Neck;
import dev.osprey.networks.neck.NoNeck;
import dev.osprey.networks.region.MlpRegionHead;
import dev.osprey.networks.region.RegionHead;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwoStageNetworkTest {
  private static final RegionPooling SEVEN =
      new RegionPooling.Align(7, 7, 2, RegionPooling.Offset.NONE, LevelMapper.standard());

  @Test
  void hasTheParameterCountThatTorchvisionPublishes() {
    // fasterrcnn_resnet50_fpn, 91 classes: 41,755,286, with frozen batch norms
    TwoStageNetwork resNet =
        network(
            ResNet.Config.of(50).withOutStages(List.of(1, 2, 3, 4)).withNorm(Configurations.FROZEN),
            new Fpn.Config(
                256, 0, new ExtraLevels.MaxPool(1), Configurations.NONE, ConvInit.kaimingUniform()),
            3,
            4,
            new MlpRegionHead.Config(1024),
            91);
    NetworkSummary summary = NetworkSummary.of(resNet, new ImageSize(800, 800), 1000);
    assertThat(summary.parameters()).isEqualTo(41_755_286);
    assertThat(summary.text()).contains("proposals.conv.0.0").contains("regions.fc6");
  }

  @Test
  void everyRegionHeadWorksWithPyramidsAndSingleMaps() {
    for (RegionHead.Config head : Configurations.smallestRegionHeads().values()) {
      for (Backbone.Config backbone : List.of(Vgg.Config.of(11), MobileNetV2.Config.ofLastMap())) {
        TwoStageNetwork network = network(backbone, new NoNeck.Config(), 15, 1, head, 5);
        CostOps ops = new CostOps();
        TwoStageNetwork.Trace<TensorShape> trace = network.trace(ops, TensorShape.of(2, 3, 64, 96));
        TwoStageNetwork.RegionTrace<TensorShape> regions =
            network.regions(ops, trace.features(), TensorShape.of(11, 5));
        assertThat(trace.proposals().logits().get(0).size(2)).isEqualTo(1);
        assertThat(regions.pooled().size(2)).isEqualTo(7);
        assertThat(regions.vectors()).isEqualTo(TensorShape.of(11, 4));
        assertThat(regions.outputs().logits()).isEqualTo(TensorShape.of(11, 5));
        assertThat(regions.outputs().deltas()).isEqualTo(TensorShape.of(11, 20));
      }
    }
  }

  @Test
  void refusesMoreRegionLevelsThanMaps() {
    assertThatThrownBy(
            () ->
                network(
                    Vgg.Config.of(11), new NoNeck.Config(), 3, 4, new MlpRegionHead.Config(4), 5))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("regions.levels is 4, but backbone and neck give 1");
  }

  @Test
  void regionsArePooledFromTheLevelOfTheirSize() {
    // Lin et al. 2017, eq. 1: 224 pixels are level 4, 112 level 3; levels 2 to 5 exist.
    LevelMapper mapper = LevelMapper.standard();
    assertThat(mapper.level(224f * 224, 2, 4)).isEqualTo(2);
    assertThat(mapper.level(223f * 223, 2, 4)).isEqualTo(1);
    assertThat(mapper.level(112f * 112, 2, 4)).isEqualTo(1);
    assertThat(mapper.level(448f * 448, 2, 4)).isEqualTo(3);
    assertThat(mapper.level(4000f * 4000, 2, 4)).isEqualTo(3);
    assertThat(mapper.level(1, 2, 4)).isZero();
    assertThat(mapper.level(0, 2, 4)).isZero();
    assertThat(mapper.level(224f * 224, 4, 1)).isZero();
  }

  private static TwoStageNetwork network(
      Backbone.Config backbone,
      Neck.Config neck,
      int anchors,
      int levels,
      RegionHead.Config head,
      int outputs) {
    Backbone body = backbone.build();
    return new TwoStageNetwork(
        body,
        neck.build(body.levels()),
        ProposalHead.Config.of(1),
        anchors,
        new TwoStageNetwork.Regions(SEVEN, levels, head),
        outputs);
  }
}
