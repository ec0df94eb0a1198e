package dev.osprey.data.transform;

/**
 * The taps of linear interpolation along one axis: for each output position its two input
 * neighbours and the weight of the second.
 */
record AxisTaps(int[] low, int[] high, float[] fraction) {

  static AxisTaps of(int in, int out, Interpolation interpolation) {
    int[] low = new int[out];
    int[] high = new int[out];
    float[] fraction = new float[out];
    for (int i = 0; i < out; i++) {
      if (interpolation == Interpolation.BILINEAR) {
        // The scale is float32 on purpose and positions are double, as in torch 1.13.
        double position = Math.max(0, (double) ((float) in / out) * (i + 0.5) - 0.5);
        low[i] = Math.min((int) position, in - 1);
        fraction[i] = (float) Math.min(Math.max(position - low[i], 0), 1);
      } else {
        double position = mirror((i + 0.5) * in / out - 0.5, in);
        low[i] = (int) position;
        fraction[i] = (float) (position - low[i]);
      }
      high[i] = Math.min(low[i] + 1, in - 1);
    }
    return new AxisTaps(low, high, fraction);
  }

  private static double mirror(double position, int size) {
    double inside = Math.abs(position);
    return size == 1 ? 0 : inside > size - 1 ? 2 * (size - 1) - inside : inside;
  }
}
