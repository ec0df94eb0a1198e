package dev.osprey.predict;

import dev.osprey.core.Detections;
import dev.osprey.data.image.PictureCodec;
import dev.osprey.data.image.RgbPicture;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds objects in pictures, whichever way it looks at them: a {@link Predictor} at each picture as
 * a whole, {@link Predictor#with} at several views of it. Boxes and landmarks are in pixels of the
 * given picture, after its EXIF orientation.
 */
@FunctionalInterface
public interface PictureDetector {

  /**
   * Finds objects in several decoded pictures, whose sizes may differ.
   *
   * @return one for each picture, in their order
   */
  List<Detections> detect(List<RgbPicture> pictures);

  /** Finds objects in a decoded picture. */
  default Detections detect(RgbPicture picture) {
    return detect(List.of(picture)).get(0);
  }

  /** Finds objects in a picture file. */
  default Detections detect(Path picture) {
    return detect(PictureCodec.read(picture));
  }

  /** Finds objects in an encoded picture: JPEG, PNG, WebP, BMP, TIFF. */
  default Detections detect(byte[] encoded) {
    return detect(PictureCodec.decode(encoded, "picture of " + encoded.length + " bytes"));
  }

  /** Finds objects in a picture of Java2D. */
  default Detections detect(BufferedImage picture) {
    return detect(RgbPicture.of(picture));
  }
}
