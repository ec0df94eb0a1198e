package dev.osprey.networks.cost;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.OneStageNetwork;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.Part;
import dev.osprey.networks.TwoStageNetwork;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.neck.Neck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a network consists of and costs for one image of a size.
 *
 * <p>Parameters are those that an optimiser could see, frozen ones too: running statistics and the
 * affine part of a norm of mode {@code frozen} are none. Multiply-adds count a multiplication and
 * its addition as one, of convolutions and linear layers. Both are the conventions of torchvision's
 * published tables.
 *
 * @param batchNorms how many there are of each mode; a frozen stage's are frozen
 * @param batchNormParameters their scales and shifts, as far as they are parameters
 * @param writtenElements see {@link CostOps#writtenElements()}
 */
public record NetworkSummary(
    ImageSize size,
    List<Stage> stages,
    Map<BatchNorm.Mode, Integer> batchNorms,
    long batchNormParameters,
    long writtenElements) {

  /**
   * A part of the network: the backbone's stem and stages, the neck's levels, the head's towers.
   *
   * @param outputs one for each level that the part gives
   * @param trainableParameters those that are not frozen
   */
  public record Stage(
      String name,
      List<TensorShape> outputs,
      long parameters,
      long trainableParameters,
      long multiplyAdds) {
    public Stage {
      outputs = List.copyOf(outputs);
    }

    private static Stage of(String name, Part part, List<TensorShape> outputs, CostOps ops) {
      long parameters = 0;
      long trainable = 0;
      for (Parameter parameter : part.parameters()) {
        parameters += parameter.kind() == Parameter.Kind.WEIGHT ? parameter.count() : 0;
        trainable += parameter.isTrainable() ? parameter.count() : 0;
      }
      long multiplyAdds = part.modules().stream().mapToLong(ops::multiplyAdds).sum();
      return new Stage(name, outputs, parameters, trainable, multiplyAdds);
    }
  }

  public NetworkSummary {
    stages = List.copyOf(stages);
    batchNorms = Collections.unmodifiableMap(new EnumMap<>(batchNorms));
  }

  public static NetworkSummary of(OneStageNetwork network, ImageSize size) {
    CostOps ops = new CostOps();
    OneStageNetwork.Trace<TensorShape> trace = network.trace(ops, image(size));
    List<Stage> stages = new ArrayList<>();
    addStages(stages, "backbone.", network.backbone(), ops);
    addLevels(stages, network.neck(), trace.features(), ops);
    addStages(stages, "head.", network.head(), ops);
    return of(size, stages, network, ops);
  }

  /**
   * @param regions how many the second stage looks at
   */
  public static NetworkSummary of(TwoStageNetwork network, ImageSize size, int regions) {
    CostOps ops = new CostOps();
    TwoStageNetwork.Trace<TensorShape> trace = network.trace(ops, image(size));
    network.regions(ops, trace.features(), TensorShape.of(regions, 5));
    List<Stage> stages = new ArrayList<>();
    addStages(stages, "backbone.", network.backbone(), ops);
    addLevels(stages, network.neck(), trace.features(), ops);
    addStages(stages, "proposals.", network.proposals(), ops);
    addStages(stages, "regions.", network.regionHead(), ops);
    addStages(stages, "regions.", network.predictor(), ops);
    return of(size, stages, network, ops);
  }

  private static NetworkSummary of(
      ImageSize size, List<Stage> stages, Module network, CostOps ops) {
    return new NetworkSummary(
        size, stages, batchNorms(network), batchNormParameters(network), ops.writtenElements());
  }

  private static TensorShape image(ImageSize size) {
    return TensorShape.of(1, 3, size.height(), size.width());
  }

  private static void addStages(List<Stage> stages, String prefix, Module module, CostOps ops) {
    for (Part part : module.parts()) {
      stages.add(Stage.of(prefix + part.name(), part, lastOutputs(part, ops), ops));
    }
  }

  /** A level that pooling gives has no layer of its own to ask. */
  private static void addLevels(
      List<Stage> stages, Neck neck, FeatureMaps<TensorShape> features, CostOps ops) {
    List<Part> levels = neck.parts();
    for (int i = 0; i < levels.size(); i++) {
      List<TensorShape> map = List.of(features.levels().get(i));
      stages.add(Stage.of("neck." + levels.get(i).name(), levels.get(i), map, ops));
    }
  }

  private static List<TensorShape> lastOutputs(Part part, CostOps ops) {
    List<TensorShape> last = List.of();
    for (Module module : part.modules()) {
      List<TensorShape> outputs = ops.outputs(module);
      last = outputs.isEmpty() ? last : outputs;
    }
    return last;
  }

  private static Map<BatchNorm.Mode, Integer> batchNorms(Module network) {
    Map<BatchNorm.Mode, Integer> counts = new EnumMap<>(BatchNorm.Mode.class);
    network.visit(
        (path, module) -> {
          if (module instanceof BatchNorm norm) {
            counts.merge(norm.mode(), 1, Integer::sum);
          }
        });
    return counts;
  }

  private static long batchNormParameters(Module network) {
    long[] count = {0};
    network.visit(
        (path, module) -> {
          if (module instanceof BatchNorm norm) {
            for (Parameter parameter : norm.parameters().values()) {
              count[0] += parameter.kind() == Parameter.Kind.WEIGHT ? parameter.count() : 0;
            }
          }
        });
    return count[0];
  }

  public long parameters() {
    return stages.stream().mapToLong(Stage::parameters).sum();
  }

  public long trainableParameters() {
    return stages.stream().mapToLong(Stage::trainableParameters).sum();
  }

  public long multiplyAdds() {
    return stages.stream().mapToLong(Stage::multiplyAdds).sum();
  }

  /** A row for each stage and one for the sum, then what the sum counts and what is frozen. */
  public String text() {
    return SummaryText.of(this);
  }
}
