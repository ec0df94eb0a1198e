package dev.osprey.networks.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.Configurations;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.layer.Activation;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.Conv2d;
import dev.osprey.networks.layer.Doubling;
import dev.osprey.networks.layer.GroupNorm;
import dev.osprey.networks.layer.Linear;
import dev.osprey.networks.layer.Ops;
import dev.osprey.networks.layer.RegionPooling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks parameters and operations against the numbers that the peers publish for their networks.
 */
class PublishedCostsTest {
  private static final int IMAGENET_CLASSES = 1000;

  /**
   * The image size of torchvision's published numbers of detectors: a square image after its
   * resizing.
   */
  private static final ImageSize RESIZED = new ImageSize(800, 800);

  /**
   * {@code num_params} and {@code _ops} of torchvision's weights, at 224x224. They include the
   * classifier, a matrix of 1000 rows and a bias, whose products count one each.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet18, 18, 1, 64, 11689512, 1.814",
    "resnet34, 34, 1, 64, 21797672, 3.664",
    "resnet50, 50, 1, 64, 25557032, 4.089",
    "resnet101, 101, 1, 64, 44549160, 7.801",
    "resnet152, 152, 1, 64, 60192808, 11.514",
    "resnext50_32x4d, 50, 32, 4, 25028904, 4.230",
    "resnext101_32x8d, 101, 32, 8, 88791336, 16.414",
    "resnext101_64x4d, 101, 64, 4, 83455272, 15.460",
    "wide_resnet50_2, 50, 1, 128, 68883240, 11.398",
    "wide_resnet101_2, 101, 1, 128, 126886696, 22.753",
  })
  void torchvisionClassifiersHaveThePublishedCosts(
      String name, int depth, int groups, int width, long parameters, double gflops) {
    ResNet network = ResNet.Config.resNext(depth, groups, width).build();
    CostOps ops = new CostOps();
    TensorShape c5 = network.forward(ops, TensorShape.of(1, 3, 224, 224)).coarsest();
    long matrix = IMAGENET_CLASSES * c5.size(1);
    assertThat(parameters(network) + matrix + IMAGENET_CLASSES).as(name).isEqualTo(parameters);
    assertThat((ops.multiplyAdds() + matrix) / 1e9).as(name).isCloseTo(gflops, within(0.0005));
  }

  /** torchvision publishes no weights of 101-32x4d; its class builds it with 44,177,704. */
  @Test
  void resNeXt101With32GroupsOf4HasThePublishedCosts() {
    assertThat(parameters(ResNet.Config.resNext(101, 32, 4).build()))
        .isEqualTo(44_177_704 - 2048 * IMAGENET_CLASSES - IMAGENET_CLASSES);
  }

  /** COCO_V1 has frozen norms, whose affine part torchvision does not count. */
  @Test
  void torchvisionRetinaNetR50HasThePublishedCosts() {
    NetworkSummary summary =
        NetworkSummary.of(Configurations.retinaNet50(Configurations.FROZEN, 91), RESIZED);
    assertThat(summary.parameters()).isEqualTo(34_014_999);
    assertThat(summary.multiplyAdds() / 1e9).isCloseTo(151.540, within(0.0005));
  }

  /** COCO_V1 of v2 has trained norms. */
  @Test
  void torchvisionRetinaNetR50V2HasThePublishedCosts() {
    NetworkSummary summary = NetworkSummary.of(Configurations.retinaNet50V2(91), RESIZED);
    assertThat(summary.parameters()).isEqualTo(38_198_935);
    assertThat(summary.multiplyAdds() / 1e9).isCloseTo(152.238, within(0.0005));
  }

  /**
   * mmdetection publishes 37.74 M and 239.32 GFLOPs at 1280x800. Its tool counts trainable
   * parameters, which excludes the stem and layer1. It adds to the multiply-adds one operation for
   * each bias and each ReLU, two for each element of a batch norm, and one for each input element
   * of the pooling.
   */
  @Test
  void mmdetectionRetinaNetR50HasThePublishedCosts() {
    OneStageNetwork network = Configurations.mmdetectionRetinaNet50();
    NetworkSummary summary = NetworkSummary.of(network, new ImageSize(1280, 800));
    assertThat(summary.parameters()).isEqualTo(37_968_692);
    assertThat(summary.trainableParameters() / 1e6).isCloseTo(37.74, within(0.005));
    ElementwiseOps ops = new ElementwiseOps();
    network.forward(ops, TensorShape.of(1, 3, 1280, 800));
    assertThat((summary.multiplyAdds() + ops.operations) / 1e9).isCloseTo(239.32, within(0.005));
  }

  private static long parameters(ResNet network) {
    return network.namedParameters().values().stream()
        .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
        .mapToLong(Parameter::count)
        .sum();
  }

  /** Counts the operations that mmdetection's tool includes and {@link CostOps} does not. */
  private static final class ElementwiseOps implements Ops<TensorShape> {
    private final CostOps shapes = new CostOps();
    private long operations;

    @Override
    public TensorShape conv2d(TensorShape x, Conv2d conv) {
      TensorShape y = shapes.conv2d(x, conv);
      operations += conv.bias() == null ? 0 : y.count();
      return y;
    }

    @Override
    public TensorShape batchNorm(TensorShape x, BatchNorm norm) {
      operations += 2 * x.count();
      return x;
    }

    @Override
    public TensorShape groupNorm(TensorShape x, GroupNorm norm) {
      throw new AssertionError("mmdetection's network has no group norm");
    }

    @Override
    public TensorShape linear(TensorShape x, Linear layer) {
      throw new AssertionError("RetinaNet has no fully connected layer");
    }

    @Override
    public TensorShape poolRegions(
        List<TensorShape> maps, List<Integer> strides, TensorShape regions, RegionPooling pooling) {
      throw new AssertionError("RetinaNet has no regions");
    }

    @Override
    public TensorShape activate(TensorShape x, Activation activation) {
      operations += activation instanceof Activation.Relu ? x.count() : 0;
      return x;
    }

    @Override
    public TensorShape add(TensorShape a, TensorShape b) {
      return shapes.add(a, b);
    }

    @Override
    public TensorShape maxPool(TensorShape x, int kernel, int stride, int padding) {
      operations += x.count();
      return shapes.maxPool(x, kernel, stride, padding);
    }

    @Override
    public TensorShape upsampleNearestLike(TensorShape x, TensorShape reference) {
      return shapes.upsampleNearestLike(x, reference);
    }

    @Override
    public TensorShape doubleLike(TensorShape x, TensorShape reference, Doubling layer) {
      throw new AssertionError("RetinaNet's pyramid has no transposed convolution");
    }

    @Override
    public TensorShape concat(List<TensorShape> parts, int axis) {
      return shapes.concat(parts, axis);
    }

    @Override
    public TensorShape permute(TensorShape x, int... axes) {
      return shapes.permute(x, axes);
    }

    @Override
    public TensorShape reshape(TensorShape x, long... dims) {
      return shapes.reshape(x, dims);
    }
  }
}
