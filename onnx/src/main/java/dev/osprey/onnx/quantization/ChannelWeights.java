package dev.osprey.onnx.quantization;

/**
 * Weights in int8 with a scale for each output channel and no zero point: −127 … 127.
 *
 * @param values in the order of the float weights
 * @param scales one for each output channel, positive
 */
@SuppressWarnings("ArrayRecordComponent") // taken over by the graph, never compared
record ChannelWeights(byte[] values, float[] scales) {
  private static final int LARGEST = 127;

  /**
   * Quantizes weights.
   *
   * @param weights output channel by output channel
   * @param minimumScales of each channel, for {@link LayerBias}; 0 where there is no minimum
   */
  static ChannelWeights of(float[] weights, float[] minimumScales) {
    int channels = minimumScales.length;
    int each = channels == 0 ? 0 : weights.length / channels;
    byte[] values = new byte[weights.length];
    float[] scales = new float[channels];
    for (int c = 0; c < channels; c++) {
      float largest = 0;
      for (int i = c * each; i < (c + 1) * each; i++) {
        largest = Math.max(largest, Math.abs(weights[i]));
      }
      if (!Float.isFinite(largest)) {
        throw new IllegalArgumentException("weights are not finite");
      }
      float scale = Math.max(largest / LARGEST, minimumScales[c]);
      scales[c] = scale < Float.MIN_NORMAL ? 1 : scale;
      for (int i = c * each; i < (c + 1) * each; i++) {
        values[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.rint(weights[i] / scales[c])));
      }
    }
    return new ChannelWeights(values, scales);
  }
}
