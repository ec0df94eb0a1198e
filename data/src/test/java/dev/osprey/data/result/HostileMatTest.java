package dev.osprey.data.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.WiderGroundTruth;
import dev.osprey.data.format.mat.MatFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MATLAB files that would cost memory or the stack are refused before the library sees them. */
class HostileMatTest {
  private static final int CELL = 1;
  private static final int INT32 = 12;

  @TempDir Path folder;

  @Test
  void refusesDeeplyNestedCells() throws IOException {
    byte[] inner = new byte[] {14, 0, 0, 0, 0, 0, 0, 0};
    for (int i = 0; i < 3000; i++) {
      inner = array(CELL, new int[] {1, 1}, inner);
    }
    assertRefused(inner, "nested too deeply");
  }

  @Test
  void refusesSizesWithoutValues() throws IOException {
    assertRefused(
        array(CELL, new int[] {50_000, 40_000}, new byte[0]), "fewer cells than it states");
    assertRefused(array(CELL, new int[] {-1, 4}, new byte[0]), "negative size");
    assertRefused(
        array(INT32, new int[] {2_000_000_000, 4}, element(5, new byte[16])),
        "has 4 values where it states 2147483647");
  }

  @Test
  void refusesACompressedPartThatUnpacksToTooMuch() throws IOException {
    byte[] zeros = new byte[100 << 20];
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater();
    deflater.setInput(zeros);
    deflater.finish();
    byte[] some = new byte[1 << 16];
    while (!deflater.finished()) {
      packed.write(some, 0, deflater.deflate(some));
    }
    deflater.end();
    assertRefused(element(15, packed.toByteArray()), "unpacks to more than 32 MB");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\n/../../escaped",
        "..",
        "a/b",
        "a\\b",
        "/etc/cron.d",
        "x\r",
        "\u001B[2J",
        "a\u2028b",
        "\u202Egnp.exe",
        " "
      })
  void refusesNamesThatAreNotFileNames(String name) {
    assertThatThrownBy(() -> new WiderResult(name, "a", new double[0], new double[0]))
        .isInstanceOf(UserError.class);
    assertThatThrownBy(() -> new WiderResult("a", name, new double[0], new double[0]))
        .isInstanceOf(UserError.class);
    Path truth =
        new WiderGroundTruth()
            .with(name, "p", new int[][] {{1, 2, 30, 40}}, new int[] {1}, new int[0], new int[0])
            .write(folder.resolve("truth"));
    assertThatThrownBy(() -> WiderTruth.read(truth))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("which is not a name of a file")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001B", "\u202E"));
  }

  private void assertRefused(byte[] element, String why) throws IOException {
    byte[] file = new byte[128 + element.length];
    byte[] text = "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, 0, text.length);
    file[124] = 0;
    file[125] = 1;
    file[126] = 'I';
    file[127] = 'M';
    System.arraycopy(element, 0, file, 128, element.length);
    Path path = Files.write(folder.resolve("hostile.mat"), file);
    assertThatThrownBy(() -> MatFile.read(path))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("hostile.mat cannot be read as a MATLAB file")
        .hasMessageContaining(why);
  }

  private static byte[] array(int type, int[] sides, byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer flags = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(type);
    ByteBuffer size = ByteBuffer.allocate(4 * sides.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int side : sides) {
      size.putInt(side);
    }
    out.write(element(6, flags.array()));
    out.write(element(5, size.array()));
    out.write(element(1, new byte[0]));
    out.write(content);
    return element(14, out.toByteArray());
  }

  private static byte[] element(int type, byte[] content) {
    int padded = type == 15 ? content.length : (content.length + 7) / 8 * 8;
    return ByteBuffer.allocate(8 + padded)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(content.length)
        .put(content)
        .array();
  }
}
