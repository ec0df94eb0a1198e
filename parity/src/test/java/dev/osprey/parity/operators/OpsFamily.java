package dev.osprey.parity.operators;

import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.torch.TensorScope;
import java.util.List;

/**
 * Single operations. Inputs are in the file as {@code in.*}; the name of each other tensor gives
 * the operation and its parameters.
 */
public final class OpsFamily implements CaseFamily {

  /** A group of operations. */
  interface Operators {
    /** Compares the tensor if it belongs to this group. Returns whether it does. */
    boolean compare(String name, CaseSpec spec, Comparison comparison);

    /** Compares the values in the spec. */
    default void compareSpec(CaseSpec spec, Comparison comparison) {}
  }

  private static final List<Operators> GROUPS =
      List.of(
          new BoxOperators(),
          new CoderOperators(),
          new MatcherOperators(),
          new LossOperators(),
          new TransformOperators(),
          new AnchorOperators(),
          new LayerOperators(),
          new RegionOperators());

  @Override
  public void run(CaseSpec spec, Comparison comparison) {
    spec.options().finish();
    for (Operators group : GROUPS) {
      group.compareSpec(spec, comparison);
    }
    for (String name : comparison.expected().names()) {
      if (name.startsWith("in.")) {
        comparison.isInput(name);
        continue;
      }
      try (TensorScope scope = TensorScope.training()) {
        for (Operators group : GROUPS) {
          if (group.compare(name, spec, comparison)) {
            break;
          }
        }
      }
    }
  }
}
