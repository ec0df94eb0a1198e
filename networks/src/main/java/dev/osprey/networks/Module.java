package dev.osprey.networks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A part of a network: named children and named parameters. What it computes is each subclass's own
 * typed {@code forward}. Paths of parameters are torchvision's state-dict keys where torchvision
 * has the network ({@code backbone.body.layer1.0.conv1.weight}).
 */
public abstract class Module {
  private final Map<String, Module> children = new LinkedHashMap<>();
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();

  /** Registers a child; its name may hold dots where a peer's key has a level that we have not. */
  protected final <M extends Module> M child(String name, M module) {
    if (children.put(name, module) != null) {
      throw new IllegalArgumentException("child " + name + " stands twice");
    }
    return module;
  }

  protected final Parameter parameter(String name, Parameter parameter) {
    if (parameters.put(name, parameter) != null) {
      throw new IllegalArgumentException("parameter " + name + " stands twice");
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
   * What a summary lists of this module, in the order in which it runs; together all modules below
   * that have parameters, each once. By default the children.
   */
  public List<Part> parts() {
    return children.entrySet().stream()
        .map(child -> Part.of(child.getKey(), child.getValue()))
        .toList();
  }

  /** All parameters below, by path, in the order of registration. */
  public final Map<String, Parameter> namedParameters() {
    Map<String, Parameter> all = new LinkedHashMap<>();
    visit(
        "",
        (path, module) ->
            module.parameters.forEach(
                (name, parameter) -> {
                  if (all.put(path + name, parameter) != null) {
                    throw new IllegalStateException(
                        "parameter path " + path + name + " stands twice");
                  }
                }));
    return all;
  }

  /** Keeps all parameters below from training. */
  public final void freeze() {
    namedParameters().values().forEach(Parameter::freeze);
    visit("", (path, module) -> module.onFreeze());
  }

  /** What a module does beside its parameters' freezing; norms stop taking batch statistics. */
  protected void onFreeze() {}

  /**
   * Calls {@code visitor} with the path (empty, or ending in a dot) of each module, this one first.
   */
  public final void visit(BiConsumer<String, Module> visitor) {
    visit("", visitor);
  }

  private void visit(String path, BiConsumer<String, Module> visitor) {
    visitor.accept(path, this);
    children.forEach((name, module) -> module.visit(path + name + ".", visitor));
  }
}
