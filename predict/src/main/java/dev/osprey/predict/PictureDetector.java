package dev.osprey.predict;

import static java.util.Objects.requireNonNull;

import dev.osprey.core.Detections;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds objects in pictures, whichever way it looks at them: a {@link Predictor} at each picture as
 * a whole, {@link Predictor#with} at several views of it. Boxes and landmarks are in pixels of the
 * given picture, after its EXIF orientation. A picture that is {@code null} is a {@link
 * NullPointerException} that says which; no pictures have no detections.
 */
@FunctionalInterface
public interface PictureDetector {

  /**
   * Finds objects in several decoded pictures, whose sizes may differ.
   *
   * @return one for each picture, in their order
   */
  List<Detections> detect(List<RgbPicture> pictures);

  /**
   * The pictures, none of them null, in a list of its own: what the caller's list does later
   * changes nothing.
   *
   * @throws NullPointerException that says what is null
   */
  static List<RgbPicture> requirePictures(List<RgbPicture> pictures) {
    List<RgbPicture> own =
        new ArrayList<>(requireNonNull(pictures, "the list of pictures is null"));
    int missing = own.indexOf(null);
    if (missing >= 0) {
      throw new NullPointerException("picture " + (missing + 1) + " of " + own.size() + " is null");
    }
    return Collections.unmodifiableList(own);
  }

  /** Finds objects in a decoded picture. */
  default Detections detect(RgbPicture picture) {
    return detect(List.of(requireNonNull(picture, "the picture is null"))).get(0);
  }

  /** Finds objects in a picture file. */
  default Detections detect(Path picture) {
    return detect(PictureCodec.read(requireNonNull(picture, "the picture's path is null")));
  }

  /** Finds objects in an encoded picture: JPEG, PNG, WebP, BMP, TIFF. */
  default Detections detect(byte[] encoded) {
    requireNonNull(encoded, "the picture's bytes are null");
    return detect(PictureCodec.decode(encoded, "picture of " + encoded.length + " bytes"));
  }

  /** Finds objects in a picture of Java2D. */
  default Detections detect(BufferedImage picture) {
    return detect(RgbPicture.of(requireNonNull(picture, "the picture is null")));
  }
}
