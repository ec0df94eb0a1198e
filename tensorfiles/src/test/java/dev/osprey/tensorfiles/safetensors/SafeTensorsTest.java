package dev.osprey.tensorfiles.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.Elements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
  @TempDir Path folder;

  private Path fileOf(String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return rawFile(json.length, json, dataBytes);
  }

  private Path rawFile(long length, byte[] json, int dataBytes) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(length).put(json);
    return Files.write(folder.resolve("m.safetensors"), bytes.array());
  }

  private static String tensor(String name, String dtype, String shape, long begin, long end) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, dtype, shape, begin, end);
  }

  private void assertRefused(Path file, String... parts) {
    assertThatThrownBy(() -> SafeTensors.open(file).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("m.safetensors")
        .hasMessageContainingAll(parts);
  }

  @Test
  void readsAFileBuiltByHand() throws IOException {
    byte[] json =
        ("{\"__metadata__\":{\"format\":\"pt\"},"
                + tensor("b", "F32", "[2]", 0, 8)
                + ","
                + tensor("s", "BF16", "[]", 8, 10)
                + "}   ")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    // bfloat16 is the upper half of a float32: 1.5 is 0x3FC00000.
    bytes.putLong(json.length).put(json).putFloat(1.25f).putFloat(-2).putShort((short) 0x3FC0);
    Path file = Files.write(folder.resolve("m.safetensors"), bytes.array());
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.metadata()).containsExactly(java.util.Map.entry("format", "pt"));
      assertThat(tensors.tensors().keySet()).containsExactly("b", "s");
      assertThat(tensors.floats("b")).containsExactly(1.25f, -2f);
      assertThat(tensors.tensor("s").shape()).isEmpty();
      assertThat(tensors.doubles("s")).containsExactly(1.5);
    }
  }

  @Test
  void valuesStayValidAfterTheFileIsClosed() throws IOException {
    Path file = fileOf("{" + tensor("t", "U8", "[2]", 0, 2) + "}", 2);
    SafeTensors tensors = SafeTensors.open(file);
    ByteBuffer values = tensors.values("t");
    tensors.close();
    assertThat(values.isReadOnly()).isTrue();
    assertThat(values.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    assertThat(values.get(1)).isZero();
  }

  @Test
  void readsAFileWithoutTensors() throws IOException {
    try (SafeTensors tensors = SafeTensors.open(fileOf("{}", 0))) {
      assertThat(tensors.tensors()).isEmpty();
      assertThat(tensors.metadata()).isEmpty();
    }
  }

  @Test
  void readsTensorsWithoutElements() throws IOException {
    String header =
        "{" + tensor("a", "F32", "[0,4]", 0, 0) + "," + tensor("b", "I64", "[1]", 0, 8) + "}";
    try (SafeTensors tensors = SafeTensors.open(fileOf(header, 8))) {
      assertThat(tensors.floats("a")).isEmpty();
      assertThat(tensors.longs("b")).containsExactly(0);
    }
  }

  @Test
  void refusesAMissingFileAndAFolder() {
    assertRefused(folder.resolve("missing-m.safetensors"), "does not exist");
    assertThatThrownBy(() -> SafeTensors.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a folder");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void refusesAFileShorterThanTheHeaderLength(int size) throws IOException {
    Path file = Files.write(folder.resolve("m.safetensors"), new byte[size]);
    assertRefused(file, size + " bytes are too few");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void refusesAHeaderLengthThatTheFileCannotHold(long length) throws IOException {
    assertRefused(
        rawFile(length, "{}".getBytes(StandardCharsets.UTF_8), 0),
        "the header states " + Long.toUnsignedString(length));
  }

  @Test
  void refusesAFileThatEndsInsideItsHeader() throws IOException {
    assertRefused(
        rawFile(3, "{}".getBytes(StandardCharsets.UTF_8), 0),
        "is cut short: it holds 10 bytes, and its header alone has 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{ ",
        "{} {}",
        "{}x",
        "nonsense",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"\\ud800\":",
        "{\"__metadata__\":{\"a\":1}}",
        "{\"__metadata__\":[]}"
      })
  void refusesAHeaderThatIsNotAMapOfTensors(String header) throws IOException {
    assertRefused(fileOf(header, 0), "damaged");
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    assertRefused(rawFile(4, new byte[] {'{', '"', (byte) 0xFF, '"'}, 0), "not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"t\":{}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":\"0,4\"}}",
        "{\"t\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"t\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}"
      })
  void refusesAnEntryThatIsNotATensor(String header) throws IOException {
    assertRefused(fileOf(header, 4), "\"t\"");
  }

  @Test
  void listsTheKnownDTypes() throws IOException {
    assertRefused(fileOf("{" + tensor("t", "F4", "[8]", 0, 4) + "}", 4), "\"F4\"", "BF16", "BOOL");
  }

  @ParameterizedTest
  @CsvSource({"0, 8", "4, 8", "8, 4", "9000000000000000000, 9000000000000000004"})
  void refusesATensorOutsideTheFile(long begin, long end) throws IOException {
    assertRefused(fileOf("{" + tensor("t", "F32", "[1]", begin, end) + "}", 4), "\"t\"", "4 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[2]", "[1,1,2]", "[]", "[0]"})
  void refusesAShapeThatDoesNotMatchTheExtent(String shape) throws IOException {
    assertRefused(fileOf("{" + tensor("t", "F32", shape, 0, 12) + "}", 12), "\"t\"", "needs", "12");
  }

  @Test
  void refusesAShapeWhoseProductOverflows() throws IOException {
    // 2^62 elements of 4 bytes are 2^64, which is 0 in 64 bits.
    String shape = "[2147483648,2147483648]";
    assertRefused(fileOf("{" + tensor("t", "F32", shape, 0, 0) + "}", 0), "\"t\"", "too large");
  }

  @Test
  void refusesTensorsThatOverlap() throws IOException {
    String header =
        "{" + tensor("a", "F32", "[2]", 0, 8) + "," + tensor("b", "F32", "[2]", 4, 12) + "}";
    assertRefused(fileOf(header, 12), "\"b\"", "inside another tensor");
  }

  @Test
  void refusesTensorsThatShareAllTheirBytes() throws IOException {
    String header =
        "{" + tensor("a", "F32", "[1]", 0, 4) + "," + tensor("b", "F32", "[1]", 0, 4) + "}";
    assertRefused(fileOf(header, 4), "inside another tensor");
  }

  @Test
  void refusesGapsAndTrailingBytes() throws IOException {
    assertRefused(fileOf("{" + tensor("t", "F32", "[1]", 4, 8) + "}", 8), "\"t\"", "after a gap");
    assertRefused(fileOf("{" + tensor("t", "F32", "[1]", 0, 4) + "}", 5), "5 bytes follow");
  }

  @Test
  void refusesADuplicateName() throws IOException {
    String twice = tensor("t", "F32", "[1]", 0, 4);
    assertRefused(fileOf("{" + twice + "," + twice + "}", 4), "the header names \"t\" twice");
  }

  @Test
  void refusesReadsOfTheWrongKind() throws IOException {
    String header =
        "{" + tensor("f", "F32", "[1]", 0, 4) + "," + tensor("i", "I32", "[1]", 4, 8) + "}";
    try (SafeTensors tensors = SafeTensors.open(fileOf(header, 8))) {
      assertThatThrownBy(() -> tensors.longs("f"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("m.safetensors", "\"f\"", "F32", "integer");
      assertThatThrownBy(() -> tensors.floats("i"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("\"i\"", "I32", "floating-point");
      assertThatThrownBy(() -> tensors.values("missing"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("m.safetensors", "no tensor \"missing\"");
    }
  }

  @Test
  void widensHalfPrecisionExactly() {
    // 0x3C00 = 1, 0xC000 = -2, 0x7BFF = 65504, 0x0001 = 2^-24, 0x03FF = 1023·2^-24, 0xFC00 = -inf.
    assertThat(Elements.half((short) 0x3C00)).isEqualTo(1f);
    assertThat(Elements.half((short) 0xC000)).isEqualTo(-2f);
    assertThat(Elements.half((short) 0x7BFF)).isEqualTo(65504f);
    assertThat(Elements.half((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(Elements.half((short) 0x03FF)).isEqualTo(1023 * 0x1p-24f);
    assertThat(Elements.half((short) 0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Elements.half((short) 0x7E00)).isNaN();
    assertThat(1 / Elements.half((short) 0x8000)).isEqualTo(Float.NEGATIVE_INFINITY);
  }

  @Test
  void readsIntegersOfEveryWidth() {
    Path file = folder.resolve("m.safetensors");
    ByteBuffer i16 = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    i16.putShort((short) -3).putShort((short) 300).flip();
    ByteBuffer i64 = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 40).flip();
    new SafeTensorsWriter()
        .add("i8", DType.I8, new long[] {2}, ByteBuffer.wrap(new byte[] {-1, 2}))
        .add("u8", DType.U8, new long[] {2}, ByteBuffer.wrap(new byte[] {-1, 2}))
        .add("bool", DType.BOOL, new long[] {2}, ByteBuffer.wrap(new byte[] {0, 1}))
        .add("i16", DType.I16, new long[] {2}, i16)
        .add("i64", DType.I64, new long[] {1}, i64)
        .write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.longs("i8")).containsExactly(-1, 2);
      assertThat(tensors.ints("u8")).containsExactly(255, 2);
      assertThat(tensors.ints("bool")).containsExactly(0, 1);
      assertThat(tensors.doubles("i16")).containsExactly(-3, 300);
      assertThat(tensors.longs("i64")).containsExactly(1L << 40);
      assertThatThrownBy(() -> tensors.ints("i64"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("\"i64\"", "32 bits");
      assertThat(tensors.tensor("i16").shape()).isEqualTo(List.of(2L));
    }
  }

  @Test
  void readsUnsignedIntegersOfEveryWidth() {
    Path file = folder.resolve("m.safetensors");
    ByteBuffer u64 = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    u64.putLong(-1L).putLong(Long.MIN_VALUE + 1).flip();
    ByteBuffer u32 = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).flip();
    ByteBuffer u16 = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    u16.putShort((short) -2).flip();
    new SafeTensorsWriter()
        .add("u64", DType.U64, new long[] {2}, u64)
        .add("u32", DType.U32, new long[] {1}, u32)
        .add("u16", DType.U16, new long[] {1}, u16)
        .write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.longs("u32")).containsExactly(4_294_967_295L);
      assertThat(tensors.ints("u16")).containsExactly(65_534);
      // 2^64 - 1 rounds up to 2^64; 2^63 + 1 rounds down.
      assertThat(tensors.doubles("u64")).containsExactly(0x1p64, 0x1p63);
      assertThatThrownBy(() -> tensors.longs("u64"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("\"u64\"", "18446744073709551615", "63 bits");
    }
  }

  @Test
  void readsEightBitFloats() {
    Path file = folder.resolve("m.safetensors");
    byte[] e4m3 = {0x38, (byte) 0xC0, 0x7E, 0x01, 0x7F, 0x00};
    byte[] e5m2 = {0x3C, (byte) 0xC0, 0x7B, 0x01, 0x7C, 0x7E};
    byte[] e8m0 = {127, 0, (byte) 0xFE, (byte) 0xFF};
    new SafeTensorsWriter()
        .add("e4m3", DType.F8_E4M3, new long[] {6}, ByteBuffer.wrap(e4m3))
        .add("e5m2", DType.F8_E5M2, new long[] {6}, ByteBuffer.wrap(e5m2))
        .add("e8m0", DType.F8_E8M0, new long[] {4}, ByteBuffer.wrap(e8m0))
        .write(file);
    float infinity = Float.POSITIVE_INFINITY;
    try (SafeTensors tensors = SafeTensors.open(file)) {
      // Largest: 1.75 · 2^8 and 1.75 · 2^15; smallest: 2^-9 and 2^-16.
      assertThat(tensors.floats("e4m3")).containsExactly(1, -2, 448, 0x1p-9f, Float.NaN, 0);
      assertThat(tensors.floats("e5m2"))
          .containsExactly(1, -2, 57344, 0x1p-16f, infinity, Float.NaN);
      assertThat(tensors.floats("e8m0")).containsExactly(1, 0x1p-127f, 0x1p127f, Float.NaN);
    }
  }

  @Test
  void complexTensorsHaveBytesButNoNumbers() {
    Path file = folder.resolve("m.safetensors");
    ByteBuffer c64 = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    c64.putFloat(1).putFloat(-2).flip();
    new SafeTensorsWriter().add("c64", DType.C64, new long[] {1}, c64).write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.values("c64").getFloat(4)).isEqualTo(-2);
      assertThatThrownBy(() -> tensors.doubles("c64"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("\"c64\"", "C64", "real");
      assertThatThrownBy(() -> tensors.longs("c64")).hasMessageContaining("integer");
    }
  }
}
