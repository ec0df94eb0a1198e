package dev.osprey.data.image.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged images of all kinds are decoded or refused: no decoder crashes, hangs or takes memory
 * that is out of proportion.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedImagesTest {
  private static final int SHARE = 20;

  /** An image of 25 megapixels, which a header may declare, and the strips that it is made of. */
  private static final long MAXIMUM_BYTES = 320L << 20;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "orientation-6.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "grey.jpg",
        "palette.gif",
        "animated.gif",
        "transparent.gif",
        "lossless.webp",
        "lossy.webp",
        "alpha.webp",
        "animated.webp",
        "orientation-6.webp",
        "lzw.tif",
        "deflate.tif",
        "packbits.tif",
        "palette.tif",
        "rgb16.tif",
        "grey16.tif",
        "cmyk.tif",
        "jpeg.tif",
        "fax.tif",
        "one-bit.tif",
        "orientation-6.tif",
        "rgba.bmp",
        "palette.bmp",
        "one-bit.bmp"
      })
  void areDecodedOrRefused(String name) throws IOException {
    assertDecodedOrRefused(
        name,
        file -> {
          assertThat(ImageCodec.read(file).pixels()).isNotEmpty();
          assertThat(ImageCodec.size(file)).isNotNull();
        });
  }

  /** The checksums of the file are corrected, so that the decoder reads the damaged data. */
  @ParameterizedTest
  @ValueSource(
      strings = {"palette.png", "rgba16.png", "interlaced.png", "orientation-6.png", "one-bit.png"})
  void areDecodedOrRefusedWithValidChecksums(String name) throws IOException {
    assertDecodedOrRefused(
        name,
        file -> {
          byte[] corrected = withChecksums(read(file));
          assertThat(ImageCodec.decode(corrected, file.toString()).pixels()).isNotEmpty();
        });
  }

  private void assertDecodedOrRefused(String name, Consumer<Path> reading) throws IOException {
    byte[] whole;
    try (InputStream stream = DamagedImagesTest.class.getResourceAsStream(name)) {
      assertThat(stream).as(name).isNotNull();
      whole = stream.readAllBytes();
    }
    new DamagedFiles(folder.resolve(name), whole)
        .oneIn(SHARE)
        .within(MAXIMUM_BYTES)
        .assertReadOrRefused(
            file -> {
              try {
                ImageCodec.requireImage(file);
                ImageCodec.requireComplete(file);
              } catch (UserError e) {
                assertThat(e).hasMessageContaining(name);
              }
              reading.accept(file);
            });
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] withChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png.clone());
    for (int at = 8; at + 12 <= png.length; ) {
      int length = bytes.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      bytes.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return bytes.array();
  }
}
