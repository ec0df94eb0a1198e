package dev.osprey.data.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.image.codec.ImageCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelBudgetTest {
  @AfterEach
  void forgetSetting() {
    System.clearProperty(PixelBudget.PROPERTY);
  }

  @ParameterizedTest
  @CsvSource({
    "6000, 4000, 34, one colour, as 34 bytes of WebP hold it",
    "1, 1, 20, small",
    "8192, 6144, 6000000, a photograph of 50 megapixels",
    "12000, 9000, 20000000, a photograph of 108 megapixels",
    "10000, 10000, 5000000, a map with much empty ground"
  })
  void acceptsUsualImages(long width, long height, long bytes, String what) {
    assertThatCode(() -> PixelBudget.check(width, height, bytes, "a.png"))
        .as(what)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "16383, 16383, 34, 178956970 in all",
    "13000, 13000, 35, a file of 35 bytes",
    "13000, 13000, 1000000, a file of 1000000 bytes",
    "8000, 8000, 213963, a file of 213963 bytes",
    "4294967295, 4294967295, 100000000, 178956970 in all",
    "0, 5, 100, declares a size of 0x5"
  })
  void refusesSizesOutOfProportionToTheFile(long width, long height, long bytes, String why) {
    assertThatThrownBy(() -> PixelBudget.check(width, height, bytes, "a.png"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a.png declares ")
        .hasMessageContaining(why);
  }

  @Test
  void settingRaisesOrLowersTheLimit() {
    System.setProperty(PixelBudget.PROPERTY, "400_000_000");
    assertThatCode(() -> PixelBudget.check(20000, 20000, 100, "a.tif")).doesNotThrowAnyException();
    assertThatThrownBy(() -> PixelBudget.check(20001, 20000, 100, "a.tif"))
        .hasMessageContaining("more than the limit of 400000000 in all")
        .hasMessageContaining("OSPREY_MAX_PIXELS");
    System.setProperty(PixelBudget.PROPERTY, "1000");
    assertThatThrownBy(() -> PixelBudget.check(100, 11, 5000, "a.tif"))
        .hasMessageContaining("the limit of 1000 in all");
    System.setProperty(PixelBudget.PROPERTY, "many");
    assertThatThrownBy(() -> PixelBudget.check(1, 1, 1, "a.tif"))
        .isInstanceOf(UserError.class)
        .hasMessage("OSPREY_MAX_PIXELS is \"many\"; it is a number of pixels, such as 400000000");
  }

  /** Lossless, 16383 x 16383 of one colour, in 34 bytes. */
  @Test
  void checksEverySizeInAWebpFile() {
    byte[] lossless = webp("VP8L", HexFormat.of().parseHex("2ffefffffe07"));
    assertRefused(lossless, "declares 16383x");
    assertRefused(
        webp("VP8X", HexFormat.of().parseHex("00000000feff3ffeff3f")), "declares 4194303x");
    assertRefused(
        webp("ANMF", HexFormat.of().parseHex("000000000000ffff00ffff0000000000")),
        "declares 65536x65536");
    assertRefused(webp("ICCP", new byte[8]), "declares no size");
    assertRefused(webp("VP8 ", new byte[4]), "header is not complete");
  }

  @Test
  void refusesFramesOutsideOfAGif() {
    byte[] gif =
        HexFormat.of()
            .parseHex(
                "474946383961" + "05000500" + "000000" + "2c00000000ff00ff0000" + "0200" + "3b");
    assertRefused(gif, "lies outside");
    gif[6] = -1;
    gif[7] = -1;
    gif[8] = -1;
    gif[9] = -1;
    assertRefused(gif, "declares 65535x65535");
  }

  @Test
  void refusesAJpegWithManyScans() throws IOException {
    byte[] jpeg;
    try (InputStream stream = getClass().getResourceAsStream("codec/progressive.jpg")) {
      jpeg = stream == null ? new byte[0] : stream.readAllBytes();
    }
    int scan = jpeg.length - 2;
    while ((jpeg[scan] & 0xFF) != 0xFF || (jpeg[scan + 1] & 0xFF) != 0xDA) {
      scan--;
    }
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 3000; i++) {
      many.write(jpeg, scan, jpeg.length - 2 - scan);
    }
    many.write(jpeg, jpeg.length - 2, 2);
    assertRefused(many.toByteArray(), "more than 50 scans");
  }

  private static byte[] webp(String type, byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(20 + content.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(StandardCharsets.US_ASCII));
    file.putInt(12 + content.length);
    file.put(("WEBP" + type).getBytes(StandardCharsets.US_ASCII));
    return file.putInt(content.length).put(content).array();
  }

  private static void assertRefused(byte[] image, String why) {
    assertThatThrownBy(() -> ImageCodec.decode(image, "hostile"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("hostile ")
        .hasMessageContaining(why);
  }
}
