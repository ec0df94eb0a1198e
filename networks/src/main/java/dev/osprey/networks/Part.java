package dev.osprey.networks;

import java.util.List;

/**
 * One row of a network summary: a stem (convolution and norm), a stage, or a level of a pyramid.
 *
 * @param name name within the module that lists it, such as {@code layer1}
 * @param modules modules of the part, in the order in which they run; empty if the part has no
 *     parameters
 */
public record Part(String name, List<Module> modules) {
  public Part {
    modules = List.copyOf(modules);
  }

  public static Part of(String name, Module... modules) {
    return new Part(name, List.of(modules));
  }

  /** All parameters of the part, frozen ones included. */
  public List<Parameter> parameters() {
    return modules.stream().flatMap(module -> module.namedParameters().values().stream()).toList();
  }
}
