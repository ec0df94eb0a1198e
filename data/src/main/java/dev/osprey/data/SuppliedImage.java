package dev.osprey.data;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.ImageSize;
import dev.osprey.core.IoReason;
import dev.osprey.core.UserError;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.io.IOException;

/** A picture whose bytes the application gives. */
record SuppliedImage(String name, Supplier supplier) implements ImageSource {
  SuppliedImage {
    requireNonNull(name, "the picture's name is null");
    requireNonNull(supplier, "what gives the picture " + name + " is null");
  }

  @Override
  public String shortName() {
    return name;
  }

  @Override
  public RgbPicture read() {
    return PictureCodec.decode(bytes(), name);
  }

  @Override
  public ImageSize size() {
    return PictureCodec.size(bytes(), name);
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
          "picture " + name + " cannot be read: " + IoReason.of(e) + ". Look at where it is kept",
          e);
    } catch (UserError e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalStateException("the application could not give the picture " + name, e);
    }
    if (bytes == null) {
      throw new UserError("picture " + name + " has no bytes: the application gave null");
    }
    return bytes;
  }
}
