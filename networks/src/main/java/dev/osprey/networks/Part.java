package dev.osprey.networks;

import java.util.List;

/**
 * What a summary lists as one row: a stem of a convolution and its norm, a stage, a pyramid's
 * level.
 *
 * @param name within the module that lists it, such as {@code layer1}
 * @param modules what it consists of, in the order in which they run; none where there are no
 *     parameters
 */
public record Part(String name, List<Module> modules) {
  public Part {
    modules = List.copyOf(modules);
  }

  public static Part of(String name, Module... modules) {
    return new Part(name, List.of(modules));
  }

  /** All parameters, trained or not. */
  public List<Parameter> parameters() {
    return modules.stream().flatMap(module -> module.namedParameters().values().stream()).toList();
  }
}
