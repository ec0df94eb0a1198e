package dev.osprey.data.format.reading;

import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small data sets, file by file. */
public final class DrawnFiles {
  private final Path root;

  public DrawnFiles(Path root) {
    this.root = root;
  }

  public Path path(String name) {
    return root.resolve(name);
  }

  /** Writes a text; folders are made. */
  public Path text(String name, String... lines) {
    return bytes(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  public Path bytes(String name, byte[] bytes) {
    try {
      Path file = path(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws an image in stripes, as JPEG unless the extension of the name states another format. */
  public Path image(String name, int width, int height) {
    String ending = ImageFolders.ending(path(name));
    return bytes(name, encoded(ending.equals(".png") ? ".png" : ".jpg", width, height));
  }

  public byte[] encoded(String format, int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / 3 % width * 7);
    }
    Path file = root.resolve("drawn" + format);
    try {
      Files.createDirectories(root);
      ImageCodec.write(new RgbImage(new ImageSize(height, width), pixels), file);
      byte[] bytes = Files.readAllBytes(file);
      Files.delete(file);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
