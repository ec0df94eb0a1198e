package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.TensorFile;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Biases of convolutions before a batch norm, which Osprey's networks do not have: those of VGG
 * with batch norm. The norm reads x + bias − mean, so that a mean of mean − bias replaces both.
 * This holds for frozen norms, in inference, and in training, where subtracting the batch mean
 * cancels the bias.
 *
 * @param byMean the file's key of a bias, by the path of the mean that takes it
 */
record FoldedBiases(Map<String, String> byMean) {
  /** A layer of a sequence that is followed by the norm. */
  private static final Pattern BIAS = Pattern.compile("((?:.*\\.)?)(\\d{1,4})\\.bias");

  FoldedBiases {
    byMean = Map.copyOf(byMean);
  }

  /**
   * Returns the path of the mean that a bias is folded into; empty if it cannot be folded.
   *
   * @param bias a path that is not a parameter of the network
   */
  static Optional<String> mean(String bias, Map<String, Parameter> parameters) {
    Matcher layer = BIAS.matcher(bias);
    if (!layer.matches() || !parameters.containsKey(layer.group(1) + layer.group(2) + ".weight")) {
      return Optional.empty();
    }
    int next = Integer.parseInt(layer.group(2)) + 1;
    return Optional.of(layer.group(1) + next + ".running_mean").filter(parameters::containsKey);
  }

  /**
   * Returns the values of a parameter with the folded bias.
   *
   * @param key of the parameter in the file
   */
  float[] values(TensorFile file, String path, String key) {
    float[] values = file.floats(key);
    String bias = byMean.get(path);
    if (bias != null) {
      float[] offsets = file.floats(bias);
      for (int i = 0; i < values.length; i++) {
        values[i] -= offsets[i];
      }
    }
    return values;
  }
}
