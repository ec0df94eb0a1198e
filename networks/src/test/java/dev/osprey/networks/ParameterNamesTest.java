package dev.osprey.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.networks.backbone.MobileNetV1;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.head.RetinaNetHead;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.ConvInit;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.networks.neck.ExtraLevels;
import dev.osprey.networks.neck.Fpn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names, shapes and order of parameters are those of the peers' state dicts. */
class ParameterNamesTest {

  @Test
  void retinaNetR50HasTheNamesOfTorchvision() {
    assertThat(
            StateDict.of(Configurations.retinaNet50(NormConfig.Batch.of(BatchNorm.Mode.TRAIN), 91)))
        .containsExactlyEntriesOf(StateDict.read("retinanet-r50-91.txt"));
  }

  @Test
  void retinaNetR50V2HasTheNamesOfTorchvision() {
    assertThat(StateDict.of(Configurations.retinaNet50V2(6)))
        .containsExactlyEntriesOf(StateDict.read("retinanet-r50-v2-6.txt"));
  }

  @Test
  void retinaNetR18WithFrozenNormHasTheNamesOfTorchvision() {
    OneStageNetwork network =
        OneStageNetwork.of(
            ResNet.Config.of(18).withNorm(Configurations.FROZEN),
            Fpn.Config.of(ExtraLevels.Convolutions.p6p7(ExtraLevels.Source.P5)),
            RetinaNetHead.Config.of(Configurations.NONE),
            9,
            7);
    assertThat(StateDict.of(network))
        .containsExactlyEntriesOf(StateDict.read("retinanet-r18-frozen-7.txt"));
  }

  @Test
  void resNeXt50With32GroupsOf4HasTheNamesOfTorchvision() {
    assertThat(StateDict.of(ResNet.Config.resNext(50, 32, 4).build()))
        .containsExactlyEntriesOf(StateDict.read("resnext50-32x4d.txt"));
  }

  @Test
  void pyramidWithNormOverFourStagesHasTheNamesOfTorchvision() {
    NormConfig norm = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);
    Map<String, String> shapes = new LinkedHashMap<>();
    ResNet body = ResNet.Config.of(50).withOutStages(List.of(1, 2, 3, 4)).build();
    Fpn fpn =
        new Fpn.Config(256, 0, new ExtraLevels.MaxPool(1), norm, ConvInit.kaimingUniform())
            .build(body.levels());
    StateDict.of(body).forEach((name, shape) -> shapes.put("backbone.body." + name, shape));
    StateDict.of(fpn).forEach((name, shape) -> shapes.put("backbone.fpn." + name, shape));
    assertThat(shapes).containsExactlyEntriesOf(StateDict.read("fpn-with-norm-r50.txt"));
  }

  @Test
  void mobileNet025HasTheNamesOfPytorchRetinaface() {
    Map<String, String> shapes = new LinkedHashMap<>();
    StateDict.of(MobileNetV1.Config.of(0.25).build())
        .forEach((name, shape) -> shapes.put("body." + name, shape));
    assertThat(shapes).containsExactlyEntriesOf(StateDict.read("mobilenet-v1-025.txt"));
  }
}
