package dev.osprey.networks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A part of a network with named children and named parameters, like torch's {@code nn.Module}.
 * Each subclass has its own typed {@code forward}. The paths of parameters are torchvision's
 * state-dict keys if torchvision has the network ({@code backbone.body.layer1.0.conv1.weight}).
 */
public abstract class Module {
  private final Map<String, Module> children = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /**
   * Registers a child. Its name contains dots if the peer's state-dict key has a level that
   * Osprey's network does not have.
   */
  protected final <M extends Module> M child(String name, M module) {
    if (children.put(name, module) != null) {
      throw new IllegalArgumentException("child " + name + " is registered twice");
    }
    return module;
  }

  protected final Parameter parameter(String name, Parameter parameter) {
    if (parameters.put(name, parameter) != null) {
      throw new IllegalArgumentException("parameter " + name + " is registered twice");
    }
    return parameter;
  }

  public final Map<String, Module> children() {
    return Collections.unmodifiableMap(children);
  }

  public final Map<String, Parameter> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /**
   * The rows of this module in a summary, in the order in which they run. Together they cover every
   * module with parameters exactly once. By default these are the children.
   */
  public List<Part> parts() {
    return children.entrySet().stream()
        .map(child -> Part.of(child.getKey(), child.getValue()))
        .toList();
  }

  /** All parameters of this module and its descendants by path, in the order of registration. */
  public final Map<String, Parameter> namedParameters() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    visit(
        "",
        (path, module) ->
            module.parameters.forEach(
                (name, parameter) -> {
                  if (all.put(path + name, parameter) != null) {
                    throw new IllegalStateException(
                        "parameter path " + path + name + " is registered twice");
                  }
                }));
    return all;
  }

  /** Excludes all parameters of this module and its descendants from training. */
  public final void freeze() {
    namedParameters().values().forEach(Parameter::freeze);
    visit("", (path, module) -> module.onFreeze());
  }

  /**
   * Called when this module is frozen, after its parameters are; batch norms switch to running
   * statistics.
   */
  protected void onFreeze() {}

  /**
   * Calls {@code visitor} for this module and its descendants, parents first. A path is empty or
   * ends in a dot.
   */
  public final void visit(BiConsumer<String, Module> visitor) {
    visit("", visitor);
  }

  private void visit(String path, BiConsumer<String, Module> visitor) {
    visitor.accept(path, this);
    children.forEach((name, module) -> module.visit(path + name + ".", visitor));
  }
}
