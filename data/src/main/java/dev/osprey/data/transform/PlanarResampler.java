package dev.osprey.data.transform;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import java.nio.FloatBuffer;

/**
 * Resizes one image into planes of floats, row by row. The two input rows around an output row are
 * normalised, filtered and interpolated along x once and kept, so memory is a few rows for images
 * of any size. The order of operations is torch's.
 */
final class PlanarResampler {
  private static final int CHANNELS = 3;

  private final RgbImage image;
  private final ChannelOrder channels;
  private final float[][] table;
  private final ImageSize resized;
  private final AxisTaps columns;
  private final AxisTaps rows;
  private final GaussianKernel along;
  private final GaussianKernel across;
  private final float[] wide;
  private final float[] scratch;

  /** Input rows interpolated along x, [channel][x], and which rows they are. */
  private float[][] upper;

  private float[][] lower;
  private int upperRow = -1;
  private int lowerRow = -1;

  /**
   * @param channels the order of the planes
   * @param table the value of each byte, [plane][byte]
   */
  PlanarResampler(
      RgbImage image,
      ChannelOrder channels,
      float[][] table,
      ImageSize resized,
      Interpolation interpolation) {
    this.image = image;
    this.channels = channels;
    this.table = table;
    this.resized = resized;
    this.columns = AxisTaps.of(image.width(), resized.width(), interpolation);
    this.rows = AxisTaps.of(image.height(), resized.height(), interpolation);
    boolean filtered = interpolation == Interpolation.BILINEAR_ANTIALIASED;
    this.along =
        GaussianKernel.whenResizing(filtered ? image.width() : 1, filtered ? resized.width() : 1);
    this.across =
        GaussianKernel.whenResizing(filtered ? image.height() : 1, filtered ? resized.height() : 1);
    this.wide = new float[image.width()];
    this.scratch = new float[image.width()];
    this.upper = new float[CHANNELS][resized.width()];
    this.lower = new float[CHANNELS][resized.width()];
  }

  /** Writes (3, H, W) of {@code padded} from {@code start} on, zeros in the padding included. */
  void write(ImageSize padded, FloatBuffer target, int start) {
    int plane = padded.height() * padded.width();
    float[] line = new float[padded.width()]; // columns beyond the resized width stay 0
    for (int y = 0; y < resized.height(); y++) {
      prepareRows(rows.low()[y], rows.high()[y]);
      for (int c = 0; c < CHANNELS; c++) {
        blend(upper[c], lower[c], rows.fraction()[y], line);
        target.put(start + c * plane + y * padded.width(), line);
      }
    }
    float[] zeros = new float[padded.width()];
    for (int y = resized.height(); y < padded.height(); y++) {
      for (int c = 0; c < CHANNELS; c++) {
        target.put(start + c * plane + y * padded.width(), zeros);
      }
    }
  }

  private void blend(float[] top, float[] bottom, float fraction, float[] line) {
    float rest = 1 - fraction;
    for (int x = 0; x < resized.width(); x++) {
      line[x] = rest * top[x] + fraction * bottom[x];
    }
  }

  private void prepareRows(int low, int high) {
    if (low != upperRow && low == lowerRow) {
      float[][] spare = upper;
      upper = lower;
      lower = spare;
      upperRow = low;
      lowerRow = -1;
    }
    if (low != upperRow) {
      interpolate(low, upper);
      upperRow = low;
    }
    if (high != lowerRow) {
      interpolate(high, lower);
      lowerRow = high;
    }
  }

  private void interpolate(int y, float[][] into) {
    for (int c = 0; c < CHANNELS; c++) {
      read(y, c);
      along.filter(wide, scratch);
      int[] low = columns.low();
      int[] high = columns.high();
      float[] fraction = columns.fraction();
      float[] line = into[c];
      for (int x = 0; x < line.length; x++) {
        line[x] = (1 - fraction[x]) * wide[low[x]] + fraction[x] * wide[high[x]];
      }
    }
  }

  /** One input row of one channel, normalised and filtered along y, into {@link #wide}. */
  private void read(int y, int channel) {
    byte[] pixels = image.pixels();
    float[] values = table[channel];
    int radius = across.radius();
    int source = channels.inImage(channel);
    for (int k = -radius; k <= radius; k++) {
      float weight = across.weights()[k + radius];
      int at = GaussianKernel.mirror(y + k, image.height()) * CHANNELS * wide.length + source;
      if (k == -radius) {
        for (int x = 0; x < wide.length; x++, at += CHANNELS) {
          wide[x] = weight * values[pixels[at] & 0xFF];
        }
      } else {
        for (int x = 0; x < wide.length; x++, at += CHANNELS) {
          wide[x] += weight * values[pixels[at] & 0xFF];
        }
      }
    }
  }
}
