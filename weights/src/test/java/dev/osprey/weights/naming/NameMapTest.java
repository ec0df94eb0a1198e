package dev.osprey.weights.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameMapTest {
  private final NameMap yhenon = new YhenonNames();
  private final NameMap torchvision = new TorchvisionNames();

  @ParameterizedTest
  @CsvSource({
    "backbone.body.conv1.weight, conv1.weight",
    "backbone.body.bn1.running_var, bn1.running_var",
    "backbone.body.layer1.0.conv1.weight, layer1.0.conv1.weight",
    "backbone.body.layer4.2.downsample.1.bias, layer4.2.downsample.1.bias",
    "backbone.fpn.inner_blocks.2.0.weight, fpn.P5_1.weight",
    "backbone.fpn.inner_blocks.0.0.bias, fpn.P3_1.bias",
    "backbone.fpn.layer_blocks.1.0.weight, fpn.P4_2.weight",
    "backbone.fpn.extra_blocks.p6.weight, fpn.P6.weight",
    "backbone.fpn.extra_blocks.p7.bias, fpn.P7_2.bias",
    "head.regression_head.conv.0.0.weight, regressionModel.conv1.weight",
    "head.regression_head.bbox_reg.bias, regressionModel.output.bias",
    "head.classification_head.conv.3.0.bias, classificationModel.conv4.bias",
    "head.classification_head.cls_logits.weight, classificationModel.output.weight"
  })
  void mapsYhenonNamesInBothDirections(String ours, String theirs) {
    assertThat(yhenon.toPeer(ours)).contains(theirs);
    assertThat(yhenon.toOurs(theirs)).contains(ours);
  }

  @Test
  void coversEveryModuleOfTheYhenonDetector() {
    List<String> modules = new ArrayList<>(List.of("conv1", "bn1"));
    for (int layer = 1; layer <= 4; layer++) {
      modules.add("layer" + layer + ".0.conv1");
    }
    modules.addAll(List.of("fpn.P3_1", "fpn.P3_2", "fpn.P4_1", "fpn.P4_2", "fpn.P5_1", "fpn.P5_2"));
    modules.addAll(List.of("fpn.P6", "fpn.P7_2"));
    for (String model : List.of("regressionModel", "classificationModel")) {
      for (String layer : List.of("conv1", "conv2", "conv3", "conv4", "output")) {
        modules.add(model + "." + layer);
      }
    }
    for (String module : modules) {
      String name = module + ".weight";
      assertThat(yhenon.toOurs(name).flatMap(yhenon::toPeer)).contains(name);
    }
    assertThat(modules.stream().map(module -> yhenon.toOurs(module + ".weight")).distinct())
        .hasSameSizeAs(modules);
  }

  @Test
  void stepCountersHaveNoCounterpart() {
    assertThat(yhenon.toOurs("bn1.num_batches_tracked")).isEmpty();
    assertThat(torchvision.toOurs("backbone.body.bn1.num_batches_tracked")).isEmpty();
  }

  @Test
  void unknownNamesHaveNoCounterpart() {
    assertThat(yhenon.toOurs("roi_heads.box_head.fc6.weight")).isEmpty();
    assertThat(yhenon.toPeer("head.classification_head.conv.0.1.weight")).isEmpty();
    assertThat(yhenon.toPeer("head.classification_head.conv.4.0.weight")).isEmpty();
  }

  @Test
  void torchvisionNamesAreOurs() {
    String name = "backbone.fpn.inner_blocks.0.0.weight";
    assertThat(torchvision.toPeer(name)).contains(name);
    assertThat(torchvision.toOurs(name)).contains(name);
  }
}
