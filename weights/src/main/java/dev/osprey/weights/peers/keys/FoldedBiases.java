package dev.osprey.weights.peers.keys;

import dev.osprey.networks.Parameter;
import dev.osprey.tensorfiles.TensorFile;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Biases in a file of convolutions that a batch norm follows, and that have none with us: those of
 * VGG with batch norm. The norm reads x + bias − mean, so that a mean of mean − bias stands for
 * both: frozen, detecting, and in training, where the mean of a batch takes the bias away.
 *
 * @param byMean the file's key of a bias, by the path of the mean that takes it
 */
record FoldedBiases(Map<String, String> byMean) {
  /** A layer of a sequence, in which the norm is the next one. */
  private static final Pattern BIAS = Pattern.compile("((?:.*\\.)?)(\\d{1,4})\\.bias");

  FoldedBiases {
    byMean = Map.copyOf(byMean);
  }

  /**
   * The path of the mean that takes a bias.
   *
   * @param bias a path that is no parameter of the network; empty: it is none that can be folded
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
   * A parameter's values with what is folded into them.
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
