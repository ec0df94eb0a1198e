package dev.osprey.onnx.quantization;

/**
 * The bias of a layer as int32. Its unit is the product of the input's scale and the channel's
 * weight scale, so that it is added to the sums of integer products as it is.
 */
final class LayerBias {
  /** Half of the int32 range; the other half is for the products. */
  private static final double LARGEST = 1 << 30;

  private LayerBias() {}

  /**
   * Returns the smallest scale of each channel's weights at which the bias fits into int32. A
   * channel with tiny weights would otherwise have a bias of more units than int32 holds.
   *
   * @param inputScale the smallest scale of the layer's inputs
   */
  static float[] minimumWeightScales(float[] bias, float inputScale) {
    float[] scales = new float[bias.length];
    for (int c = 0; c < bias.length; c++) {
      scales[c] = (float) (Math.abs((double) bias[c]) / (inputScale * LARGEST));
    }
    return scales;
  }

  static int[] quantized(float[] bias, float inputScale, float[] weightScales) {
    int[] quantized = new int[bias.length];
    for (int c = 0; c < bias.length; c++) {
      quantized[c] = (int) Math.rint(bias[c] / ((double) inputScale * weightScales[c]));
    }
    return quantized;
  }
}
