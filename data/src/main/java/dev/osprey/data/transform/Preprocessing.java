package dev.osprey.data.transform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.osprey.core.ImageSize;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.OpenCvResize;
import dev.osprey.data.image.RgbImage;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conversion of an image to a network's input: values {@code (v / 255 - mean) / std} first,
 * then resizing (in the opposite order for OpenCV's interpolations), then zeros up to the batch's
 * size. It is stored in model files, so that a network always gets images as in training.
 *
 * @param channels the order of the channels
 * @param mean of each channel in that order, values in 0..1
 * @param std of each channel in that order, values in 0..1
 */
public record Preprocessing(
    ResizeRule resize,
    ChannelOrder channels,
    List<Double> mean,
    List<Double> std,
    Padding padding) {

  /** The mean over ImageNet's images, which pretrained backbones expect. */
  public static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

  /** The standard deviation over ImageNet's images, which pretrained backbones expect. */
  public static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  public Preprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.size() != 3 || std.size() != 3) {
      throw new UserError(
          "mean " + mean + " and std " + std + " have one number for each of three channels");
    }
    if (!mean.stream().allMatch(Double::isFinite)
        || !std.stream().allMatch(value -> Double.isFinite(value) && value > 0)) {
      throw new UserError(
          "mean " + mean + " needs finite and std " + std + " positive finite numbers");
    }
  }

  /**
   * Reads a stored preprocessing. {@code channels} may be absent: files older than that key mean
   * {@link ChannelOrder#RGB}.
   */
  @JsonCreator
  static Preprocessing read(
      @JsonProperty("resize") ResizeRule resize,
      @JsonProperty("channels") @Nullable ChannelOrder channels,
      @JsonProperty("mean") List<Double> mean,
      @JsonProperty("std") List<Double> std,
      @JsonProperty("padding") Padding padding) {
    ChannelOrder order = channels == null ? ChannelOrder.RGB : channels;
    return new Preprocessing(resize, order, mean, std, padding);
  }

  /** Returns the same preprocessing with another resize rule. */
  public Preprocessing withResize(ResizeRule rule) {
    return new Preprocessing(rule, channels, mean, std, padding);
  }

  /** The size of an image after resizing, and the scaling of its boxes. */
  public ResizedGeometry geometry(ImageSize original) {
    return resize.geometry(original);
  }

  /**
   * Writes an image as float32 (3, H, W), H and W those of {@code padded}, with zeros at the right
   * and at the bottom.
   *
   * @param resized its size before padding, at most {@code padded}
   * @param target written from {@code start} on; its position is ignored and unchanged
   */
  public void render(
      RgbImage image, ImageSize resized, ImageSize padded, FloatBuffer target, int start) {
    OpenCvResize.Filter before = resize.interpolation().openCv();
    RgbImage source = before == null ? image : OpenCvResize.resize(image, resized, before);
    Interpolation then = before == null ? resize.interpolation() : Interpolation.BILINEAR;
    new PlanarResampler(source, channels, normalised(), resized, then).write(padded, target, start);
  }

  /**
   * The normalised value of each of the 256 values of a channel, in float32 as torch computes it.
   */
  private float[][] normalised() {
    float[][] table = new float[3][256];
    for (int c = 0; c < 3; c++) {
      float channelMean = mean.get(c).floatValue();
      float channelStd = std.get(c).floatValue();
      for (int value = 0; value < 256; value++) {
        table[c][value] = (value / 255f - channelMean) / channelStd;
      }
    }
    return table;
  }
}
