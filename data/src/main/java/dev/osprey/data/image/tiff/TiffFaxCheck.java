package dev.osprey.data.image.tiff;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Checks TIFF files with fax compression (ITU-T T.4 and T.6). OpenCV leaves the rows after a fault
 * white; Java's own reader reports the fault.
 */
final class TiffFaxCheck {
  private TiffFaxCheck() {}

  static void check(byte[] file, TiffSegments pieces) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("tiff");
    ImageReader reader = readers.next();
    List<String> faults = new ArrayList<>();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      reader.addIIOReadWarningListener((source, warning) -> faults.add(warning));
      reader.read(0);
    } catch (IOException | RuntimeException e) {
      faults.add(String.valueOf(e.getMessage()));
    } finally {
      reader.dispose();
    }
    if (!faults.isEmpty()) {
      throw pieces.damaged("its fax-compressed rows cannot be decoded");
    }
  }
}
