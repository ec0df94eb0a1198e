package dev.osprey.weights.published;

import dev.osprey.core.LabelMap;
import dev.osprey.networks.backbone.Backbone;
import dev.osprey.networks.backbone.MobileNetV2;
import dev.osprey.networks.backbone.ResNet;
import dev.osprey.networks.backbone.Vgg;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.layer.NormConfig;
import dev.osprey.weights.naming.CocoCategories;
import dev.osprey.weights.naming.TorchvisionBackboneNames;
import dev.osprey.weights.naming.TorchvisionNames;
import dev.osprey.weights.published.download.RemoteFile;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights that torchvision publishes (its {@code WeightsEnum}s, as of 0.15.2) and that Osprey's
 * networks can use. A name is that of torchvision's builder and of the weights, in lower case and
 * with hyphens.
 *
 * <p>Left out, because Osprey has no such network: the detectors on MobileNetV3, SSD, FCOS, Mask
 * and Keypoint R-CNN, the quantized files, and the other classifiers (AlexNet, DenseNet,
 * EfficientNet, RegNet, transformers, …). Left out as well: SSD's VGG-16 ({@code
 * IMAGENET1K_FEATURES}), which needs other means and deviations than all presets here.
 *
 * <p>The files of the first recipe's wide ResNets contain float16 values.
 */
final class TorchvisionWeights {
  private static final String ADDRESS = "https://download.pytorch.org/models/";
  private static final double MIB = 1 << 20;
  private static final int IMAGENET_CLASSES = 1000;

  /** torchvision counts the background and the ids that COCO never uses. */
  private static final int COCO_CLASSES = 91;

  private static final String TERMS =
      "torchvision states no licence for weights (its code is BSD-3-Clause) and leaves it to the"
          + " user whether the terms of the data, %s, allow the use";

  private TorchvisionWeights() {}

  static List<PublishedWeights.Entry> entries() {
    List<PublishedWeights.Entry> all = new ArrayList<>();
    all.addAll(resNets());
    all.addAll(resNeXts());
    all.addAll(vggs());
    all.addAll(mobileNets());
    all.addAll(detectors());
    return all;
  }

  // name, file, size in mebibytes, depth

  private static List<PublishedWeights.Entry> resNets() {
    return List.of(
        resNet("resnet18-imagenet1k-v1", "resnet18-f37072fd", 44.661, 18),
        resNet("resnet34-imagenet1k-v1", "resnet34-b627a593", 83.275, 34),
        resNet("resnet50-imagenet1k-v1", "resnet50-0676ba61", 97.781, 50),
        resNet("resnet50-imagenet1k-v2", "resnet50-11ad3fa6", 97.790, 50),
        resNet("resnet101-imagenet1k-v1", "resnet101-63fe2227", 170.511, 101),
        resNet("resnet101-imagenet1k-v2", "resnet101-cd907fc2", 170.530, 101),
        resNet("resnet152-imagenet1k-v1", "resnet152-394f9c45", 230.434, 152),
        resNet("resnet152-imagenet1k-v2", "resnet152-f82ba261", 230.474, 152));
  }

  // name, file, size in mebibytes, depth, groups, width per group

  private static List<PublishedWeights.Entry> resNeXts() {
    return List.of(
        resNeXt("resnext50-32x4d-imagenet1k-v1", "resnext50_32x4d-7cdf4587", 95.789, 50, 32, 4),
        resNeXt("resnext50-32x4d-imagenet1k-v2", "resnext50_32x4d-1a0047aa", 95.833, 50, 32, 4),
        resNeXt("resnext101-32x8d-imagenet1k-v1", "resnext101_32x8d-8ba56ff5", 339.586, 101, 32, 8),
        resNeXt("resnext101-32x8d-imagenet1k-v2", "resnext101_32x8d-110c445d", 339.673, 101, 32, 8),
        resNeXt("resnext101-64x4d-imagenet1k-v1", "resnext101_64x4d-173b62eb", 319.318, 101, 64, 4),
        resNeXt("wide-resnet50-2-imagenet1k-v1", "wide_resnet50_2-95faca4d", 131.820, 50, 1, 128),
        resNeXt("wide-resnet50-2-imagenet1k-v2", "wide_resnet50_2-9ba9bcbe", 263.124, 50, 1, 128),
        resNeXt(
            "wide-resnet101-2-imagenet1k-v1", "wide_resnet101_2-32ee1156", 242.896, 101, 1, 128),
        resNeXt(
            "wide-resnet101-2-imagenet1k-v2", "wide_resnet101_2-d733dc28", 484.747, 101, 1, 128));
  }

  private static List<PublishedWeights.Entry> vggs() {
    NormConfig none = new NormConfig.None();
    NormConfig batch = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);
    return List.of(
        vgg("vgg11-imagenet1k-v1", "vgg11-8a719046", 506.840, 11, none),
        vgg("vgg13-imagenet1k-v1", "vgg13-19584684", 507.545, 13, none),
        vgg("vgg16-imagenet1k-v1", "vgg16-397923af", 527.796, 16, none),
        vgg("vgg19-imagenet1k-v1", "vgg19-dcbb9e9d", 548.051, 19, none),
        vgg("vgg11-bn-imagenet1k-v1", "vgg11_bn-6002323d", 506.881, 11, batch),
        vgg("vgg13-bn-imagenet1k-v1", "vgg13_bn-abd245e5", 507.590, 13, batch),
        vgg("vgg16-bn-imagenet1k-v1", "vgg16_bn-6c64b313", 527.866, 16, batch),
        vgg("vgg19-bn-imagenet1k-v1", "vgg19_bn-c79401a0", 548.143, 19, batch));
  }

  private static List<PublishedWeights.Entry> mobileNets() {
    Target whole = new Target.OfBackbone("mobilenet-v2", MobileNetV2.Config.ofLastMap());
    return List.of(
        imagenet("mobilenet-v2-imagenet1k-v1", "mobilenet_v2-b0353104", 13.555, whole),
        imagenet("mobilenet-v2-imagenet1k-v2", "mobilenet_v2-7ebf99e0", 13.598, whole));
  }

  private static List<PublishedWeights.Entry> detectors() {
    // The first files were trained when torchvision's frozen norms had no epsilon; it still sets 0
    // only for them.
    NormConfig.Batch first = new NormConfig.Batch(BatchNorm.Mode.FROZEN, 0, 0.1);
    NormConfig.Batch second = NormConfig.Batch.of(BatchNorm.Mode.TRAIN);
    LabelMap foreground = CocoCategories.labelsFrom(1);
    LabelMap all = CocoCategories.labelsFrom(0);
    return List.of(
        coco(
            "fasterrcnn-resnet50-fpn-coco",
            "fasterrcnn_resnet50_fpn_coco-258fb6c6",
            159.743,
            new Target.OfDetector("fasterrcnn-r50", first, foreground)),
        coco(
            "fasterrcnn-resnet50-fpn-v2-coco",
            "fasterrcnn_resnet50_fpn_v2_coco-dd69338a",
            167.104,
            new Target.OfDetector("fasterrcnn-r50-v2", second, foreground)),
        coco(
            "retinanet-resnet50-fpn-coco",
            "retinanet_resnet50_fpn_coco-eeacb38b",
            130.267,
            new Target.OfDetector("retinanet-r50-torchvision", first, all)),
        coco(
            "retinanet-resnet50-fpn-v2-coco",
            "retinanet_resnet50_fpn_v2_coco-5905b1c5",
            146.037,
            new Target.OfDetector("retinanet-r50-v2", second, all)));
  }

  private static PublishedWeights.Entry resNet(String name, String file, double mib, int depth) {
    return imagenet(name, file, mib, resNet(ResNet.Config.of(depth)));
  }

  private static PublishedWeights.Entry resNeXt(
      String name, String file, double mib, int depth, int groups, int width) {
    return imagenet(name, file, mib, resNet(ResNet.Config.resNext(depth, groups, width)));
  }

  private static Target resNet(Backbone.Config config) {
    return new Target.OfBackbone("resnet", config);
  }

  private static PublishedWeights.Entry vgg(
      String name, String file, double mib, int depth, NormConfig norm) {
    Vgg.Config plain = Vgg.Config.of(depth);
    return imagenet(
        name,
        file,
        mib,
        new Target.OfBackbone(
            "vgg", new Vgg.Config(depth, plain.frozenStages(), norm, plain.init())));
  }

  private static PublishedWeights.Entry imagenet(
      String name, String file, double mib, Target target) {
    return new PublishedWeights.Entry(
        remote(name, file, mib),
        target,
        new TorchvisionBackboneNames(),
        IMAGENET_CLASSES,
        TERMS.formatted("ImageNet-1K"));
  }

  private static PublishedWeights.Entry coco(String name, String file, double mib, Target target) {
    return new PublishedWeights.Entry(
        remote(name, file, mib),
        target,
        new TorchvisionNames(),
        COCO_CLASSES,
        TERMS.formatted("COCO 2017"));
  }

  private static RemoteFile remote(String name, String file, double mib) {
    return new RemoteFile(
        "torchvision/" + name, URI.create(ADDRESS + file + ".pth"), Math.round(mib * MIB));
  }
}
