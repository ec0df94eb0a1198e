package dev.osprey.bench.input;

import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Images of rectangles with noise, which have edges and texture as photographs have, so that a JPEG
 * of them is about as large and as slow to decode.
 */
final class DrawnImages {
  private static final int RECTANGLES = 60;
  private static final int NOISE = 24;

  private DrawnImages() {}

  static void writeOne(WorkSettings settings, Path file) {
    ImageCodec.write(draw(size(settings), settings.number("seed", 1)), file);
  }

  static void writeFolder(WorkSettings settings, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < settings.number("count"); i++) {
      ImageCodec.write(draw(size(settings), i), folder.resolve(String.format("%04d.jpg", i)));
    }
  }

  private static ImageSize size(WorkSettings settings) {
    return new ImageSize(settings.number("height"), settings.number("width"));
  }

  private static RgbImage draw(ImageSize size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[3 * size.height() * size.width()];
    for (int i = 0; i < RECTANGLES; i++) {
      int left = random.nextInt(size.width());
      int top = random.nextInt(size.height());
      int right = Math.min(size.width(), left + 1 + random.nextInt(1 + size.width() / 3));
      int bottom = Math.min(size.height(), top + 1 + random.nextInt(1 + size.height() / 3));
      int color = random.nextInt(1 << 24);
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          for (int channel = 0; channel < 3; channel++) {
            pixels[3 * (y * size.width() + x) + channel] = (byte) (color >> (8 * channel));
          }
        }
      }
    }
    for (int i = 0; i < pixels.length; i++) {
      int value = (pixels[i] & 0xFF) + random.nextInt(2 * NOISE + 1) - NOISE;
      pixels[i] = (byte) Math.max(0, Math.min(255, value));
    }
    return new RgbImage(size, pixels);
  }
}
