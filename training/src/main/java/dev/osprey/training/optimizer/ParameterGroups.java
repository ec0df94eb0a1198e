package dev.osprey.training.optimizer;

import dev.osprey.core.text.UserError;

/**
 * Which parameters are treated otherwise than the optimiser's own settings say.
 *
 * @param decayed what weight decay acts on
 * @param backboneFactor factor of the learning rate for the backbone; 0 leaves it as it is
 */
public record ParameterGroups(Decayed decayed, double backboneFactor) {
  static final String BACKBONE = "backbone.body.";

  /** What weight decay acts on. */
  public enum Decayed {
    /** Every parameter, as in the peers' training scripts. */
    ALL,
    /** Weights of rank 2 and more: neither norms nor biases. */
    WEIGHTS
  }

  public ParameterGroups {
    if (!(backboneFactor >= 0 && Double.isFinite(backboneFactor))) {
      throw new UserError(
          "optimizer.groups.backboneFactor is " + backboneFactor + "; give 0 or more (usual: 1)");
    }
  }

  /** All parameters alike. */
  public static ParameterGroups uniform() {
    return new ParameterGroups(Decayed.ALL, 1);
  }

  double learningRateFactor(String path) {
    return path.startsWith(BACKBONE) ? backboneFactor : 1;
  }

  boolean isDecayed(long rank) {
    return decayed == Decayed.ALL || rank > 1;
  }
}
