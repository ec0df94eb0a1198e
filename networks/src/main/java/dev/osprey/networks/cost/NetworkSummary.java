package dev.osprey.networks.cost;

import dev.osprey.core.ImageSize;
import dev.osprey.networks.Module;
import dev.osprey.networks.OneStageNetwork;
import dev.osprey.networks.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a network consists of and costs for one picture of a size.
 *
 * <p>Parameters are those that an optimiser could see, frozen ones too: running statistics and the
 * affine part of a frozen norm are none. GFLOPs count a multiplication and its addition as one.
 * Both are the conventions of torchvision's published tables.
 *
 * @param trainableParameters those that are not frozen
 * @param writtenElements see {@link CostOps#writtenElements()}
 */
public record NetworkSummary(
    ImageSize size, List<Stage> stages, long trainableParameters, long writtenElements) {

  /**
   * A part of the network.
   *
   * @param outputs one for each level
   */
  public record Stage(String name, List<TensorShape> outputs, long parameters, long multiplyAdds) {
    public Stage {
      outputs = List.copyOf(outputs);
    }

    public double gflops() {
      return multiplyAdds / 1e9;
    }
  }

  public NetworkSummary {
    stages = List.copyOf(stages);
  }

  public static NetworkSummary of(OneStageNetwork network, ImageSize size) {
    CostOps ops = new CostOps();
    OneStageNetwork.Trace<TensorShape> trace =
        network.trace(ops, TensorShape.of(1, 3, size.height(), size.width()));
    List<Stage> stages = new ArrayList<>();
    network
        .backbone()
        .children()
        .forEach(
            (name, part) ->
                stages.add(stage("backbone.body." + name, ops.outputs(part), part, ops)));
    stages.add(stage("backbone.fpn", trace.features().levels(), network.neck(), ops));
    network
        .head()
        .children()
        .forEach((name, part) -> stages.add(stage("head." + name, ops.outputs(part), part, ops)));
    long trainable =
        network.namedParameters().values().stream()
            .filter(Parameter::isTrainable)
            .mapToLong(Parameter::count)
            .sum();
    return new NetworkSummary(size, stages, trainable, ops.writtenElements());
  }

  private static Stage stage(String name, List<TensorShape> outputs, Module module, CostOps ops) {
    long parameters =
        module.namedParameters().values().stream()
            .filter(parameter -> parameter.kind() == Parameter.Kind.WEIGHT)
            .mapToLong(Parameter::count)
            .sum();
    return new Stage(name, outputs, parameters, ops.multiplyAdds(module));
  }

  public long parameters() {
    return stages.stream().mapToLong(Stage::parameters).sum();
  }

  public double gflops() {
    return stages.stream().mapToDouble(Stage::gflops).sum();
  }

  /** A row for each stage and one for the sum, in fixed-width columns. */
  public String table() {
    int names = "total".length();
    int outputs = "output".length();
    for (Stage stage : stages) {
      names = Math.max(names, stage.name().length());
      outputs = Math.max(outputs, describe(stage.outputs()).length());
    }
    String row = "%-" + names + "s  %-" + outputs + "s  %12s  %9s%n";
    StringBuilder table = new StringBuilder();
    table.append(String.format(Locale.ROOT, row, "stage", "output", "parameters", "GFLOPs"));
    for (Stage stage : stages) {
      table.append(
          line(row, stage.name(), describe(stage.outputs()), stage.parameters(), stage.gflops()));
    }
    table.append(line(row, "total", "", parameters(), gflops()));
    return table.toString();
  }

  private static String line(
      String row, String name, String output, long parameters, double gflops) {
    return String.format(
        Locale.ROOT,
        row,
        name,
        output,
        String.format(Locale.ROOT, "%,d", parameters),
        String.format(Locale.ROOT, "%.3f", gflops));
  }

  /** {@code 1x256x100x152}, or {@code 1x256x100x152 … 1x256x7x10, 5 levels}. */
  private static String describe(List<TensorShape> outputs) {
    return switch (outputs.size()) {
      case 0 -> "";
      case 1 -> outputs.get(0).toString();
      default ->
          outputs.get(0)
              + " … "
              + outputs.get(outputs.size() - 1)
              + ", "
              + outputs.size()
              + " levels";
    };
  }
}
