package dev.osprey.data;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.ImageSize;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import dev.osprey.data.image.codec.ReducedImage;
import java.io.IOException;

/** An image whose bytes the application supplies. */
record SuppliedImage(String name, Supplier supplier) implements ImageSource {
  SuppliedImage {
    requireNonNull(name, "the image's name is null");
    requireNonNull(supplier, "the supplier of the image " + name + " is null");
  }

  @Override
  public String shortName() {
    return name;
  }

  @Override
  public RgbImage read() {
    return ImageCodec.decode(bytes(), name);
  }

  @Override
  public ReducedImage read(ReducedImage.DivisorChoice choice) {
    return ImageCodec.decode(bytes(), name, choice);
  }

  @Override
  public ImageSize size() {
    return ImageCodec.size(bytes(), name);
  }

  @Override
  public Object identity() {
    return name;
  }

  private byte[] bytes() {
    byte[] bytes;
    try {
      bytes = supplier.bytes();
    } catch (IOException e) {
      throw new UserError(
          "image " + name + " cannot be read: " + IoReason.of(e) + ". Check its storage", e);
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException("the supplier failed to return the image " + name, e);
    }
    if (bytes == null) {
      throw new UserError("image " + name + " has no bytes: its supplier returned null");
    }
    return bytes;
  }
}
