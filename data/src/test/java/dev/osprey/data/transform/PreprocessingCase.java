package dev.osprey.data.transform;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Preprocessing settings, a pattern and its rendering. */
abstract class PreprocessingCase {
  static Preprocessing floor(int side, int longest) {
    return with(
        new ResizeRule.ShortestSide(
            side, longest, SizeRounding.FLOOR, Interpolation.BILINEAR, BoxScaling.PER_AXIS),
        Padding.Rule.UP_TO_MULTIPLE);
  }

  static Preprocessing nearest(int side, int longest) {
    return with(
        new ResizeRule.ShortestSide(
            side,
            longest,
            SizeRounding.NEAREST_EVEN,
            Interpolation.BILINEAR_ANTIALIASED,
            BoxScaling.NOMINAL),
        Padding.Rule.ALWAYS_MORE);
  }

  static Preprocessing with(ResizeRule resize, Padding.Rule rule) {
    return new Preprocessing(
        resize,
        ChannelOrder.RGB,
        Preprocessing.IMAGENET_MEAN,
        Preprocessing.IMAGENET_STD,
        new Padding(32, rule));
  }

  static float[] render(Preprocessing preprocessing, RgbImage image) {
    ImageSize resized = preprocessing.geometry(image.size()).resized();
    ImageSize padded = preprocessing.padding().batchSize(List.of(resized));
    float[] values = new float[3 * padded.height() * padded.width()];
    Arrays.fill(values, Float.NaN);
    preprocessing.render(image, resized, padded, FloatBuffer.wrap(values), 0);
    return values;
  }

  static Preprocessing eightBits(int side, int longest) {
    return new Preprocessing(
        new ResizeRule.ShortestSide(
            side,
            longest,
            SizeRounding.NEAREST_UP,
            Interpolation.OPENCV_LINEAR,
            BoxScaling.PER_AXIS),
        ChannelOrder.RGB,
        List.of(0.0, 0.0, 0.0),
        List.of(1.0 / 255, 1.0 / 255, 1.0 / 255), // values stay levels from 0 to 255
        new Padding(1, Padding.Rule.UP_TO_MULTIPLE));
  }
}
