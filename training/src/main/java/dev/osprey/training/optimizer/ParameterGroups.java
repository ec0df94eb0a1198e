package dev.osprey.training.optimizer;

import dev.osprey.core.text.UserError;

/**
 * Parameters whose weight decay or learning rate differs from the settings of the optimiser.
 *
 * @param decayed the parameters that weight decay acts on
 * @param backboneFactor factor of the learning rate for the backbone; 0 freezes it
 */
public record ParameterGroups(Decayed decayed, double backboneFactor) {
  static final String BACKBONE = "backbone.body.";

  /** The parameters that weight decay acts on. */
  public enum Decayed {
    /** All parameters, as in the peers' training scripts. */
    ALL,
    /** Weights of rank 2 and more, which excludes norms and biases. */
    WEIGHTS
  }

  public ParameterGroups {
    if (!(backboneFactor >= 0 && Double.isFinite(backboneFactor))) {
      throw new UserError(
          "optimizer.groups.backboneFactor is " + backboneFactor + "; give 0 or more (usual: 1)");
    }
  }

  /** The same settings for all parameters. */
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
