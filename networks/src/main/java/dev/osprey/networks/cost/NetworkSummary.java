package dev.osprey.networks.cost;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.FeatureMaps;
import dev.osprey.networks.Module;
import dev.osprey.networks.Parameter;
import dev.osprey.networks.Part;
import dev.osprey.networks.detector.OneStageNetwork;
import dev.osprey.networks.detector.TwoStageNetwork;
import dev.osprey.networks.layer.BatchNorm;
import dev.osprey.networks.neck.Neck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of a network, with their parameters and their cost for one image.
 *
 * <p>Parameters include frozen ones, but neither running statistics nor scale and shift of a norm
 * with mode {@code frozen}. Multiply-adds are those of convolutions and linear layers, a
 * multiplication and its addition counted as one. Both are the conventions of torchvision's
 * published tables.
 *
 * @param batchNorms number of batch norms by mode; those of a frozen stage are frozen
 * @param batchNormParameters number of scale and shift elements that are parameters
 * @param writtenElements see {@link CostOps#writtenElements()}
 */
public record NetworkSummary(
    ImageSize size,
    List<Stage> stages,
    Map<BatchNorm.Mode, Integer> batchNorms,
    long batchNormParameters,
    long writtenElements) {

  /**
   * One row: a stem or stage of the backbone, a level of the neck, or a tower of the head.
   *
   * @param outputs output shapes, one per level
   * @param trainableParameters number of elements that are not frozen
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
   * @param regions number of regions in the second stage
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

  /** Returns the shape of a level that is pooled, which has no layer whose output could be read. */
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

  /**
   * Formats the summary: a row for each stage and one for the sum, followed by the convention of
   * counting and the frozen parts.
   */
  public String text() {
    return SummaryText.of(this);
  }
}
