package dev.osprey.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import dev.osprey.core.UserError;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.preset.Presets;
import dev.osprey.weights.pickle.TorchFile;
import dev.osprey.weights.safetensors.DType;
import dev.osprey.weights.safetensors.SafeTensors;
import dev.osprey.weights.safetensors.SafeTensorsWriter;
import dev.osprey.weights.safetensors.TensorContent;
import dev.osprey.weights.safetensors.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files with flipped, missing, inserted and repeated bytes, drawn from fixed seeds: each is read
 * right through or refused with a message, in bounded memory and time. 500 of each kind, and 10,000
 * with {@code -Plong}.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFilesTest {
  private static final int CASES = Integer.getInteger("osprey.damaged.files", 500);
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_NANOSECONDS = 20_000_000_000L;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kinds.pth",
        "kinds-legacy.pth",
        "training.pth",
        "training-legacy.pth",
        "training-protocol4.pth",
        "mmdet.pth"
      })
  void checkpointsOfTorchAreReadOrRefused(String name) throws IOException {
    try (InputStream stream = TorchFile.class.getResourceAsStream(name)) {
      assertThat(stream).isNotNull();
      assertReadOrRefused(name, stream.readAllBytes(), file -> readThrough(TorchFile.open(file)));
    }
  }

  @Test
  void safetensorsAreReadOrRefused() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    SafeTensorsWriter writer = new SafeTensorsWriter().metadata("format", "pt");
    for (DType dtype : DType.values()) {
      TensorContent content = TensorContent.of(ByteBuffer.allocate(6 * dtype.bytes()));
      writer.add("of " + dtype, dtype, new long[] {2, 3}, content);
    }
    writer.write(whole);
    assertReadOrRefused(
        "m.safetensors", Files.readAllBytes(whole), file -> readThrough(SafeTensors.open(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retinanet-r18-torchvision", "fasterrcnn-r50", "retinanet-r50-v2"})
  void configurationsAreReadOrRefused(String preset) throws IOException {
    Detector.Config config = Presets.config(preset);
    assertReadOrRefused("c.yaml", bytes(ConfigReader.toYaml(config)), DamagedFilesTest::readConfig);
    assertReadOrRefused("c.json", bytes(ConfigReader.toJson(config)), DamagedFilesTest::readConfig);
  }

  @Test
  void largeHostileHeadersAndTreesAreReadOrRefusedInBoundedMemory() throws IOException {
    StringBuilder strings = new StringBuilder("{\"__metadata__\":{");
    StringBuilder tensors = new StringBuilder("{");
    for (int i = 0; strings.length() < 2_000_000; i++) {
      strings
          .append(i == 0 ? "" : ",")
          .append('"')
          .append(Integer.toString(i, 36))
          .append("\":\"\"");
    }
    for (int i = 0; tensors.length() < 2_000_000; i++) {
      tensors.append(i == 0 ? "\"" : ",\"").append(Integer.toString(i, 36));
      tensors.append("\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}");
    }
    for (String header :
        List.of(
            strings + "}}",
            tensors + "}",
            "{\"a\":{\"x\":" + "[".repeat(2_000_000),
            "{\"a\":{\"shape\":[" + "0,".repeat(1_000_000))) {
      ByteBuffer file = ByteBuffer.allocate(8 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
      file.putLong(header.length()).put(bytes(header));
      Path written = Files.write(folder.resolve("h.safetensors"), file.array());
      isRefused(written, path -> readThrough(SafeTensors.open(path)), header.substring(0, 20));
    }
    StringBuilder aliases = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
    for (char c = 'b'; c < 'z'; c++) {
      String last = "*" + (char) (c - 1);
      aliases.append(c + ": &" + c + " [" + (last + ", ").repeat(8) + last + "]\n");
    }
    for (String text :
        List.of(
            aliases.toString(),
            "a: " + "[".repeat(100_000),
            "- ".repeat(100_000),
            "{a: ".repeat(100_000),
            "a: &a [*a]",
            "a: !!javax.script.ScriptEngineManager [x]",
            "classes: 1e999999999",
            "classes: " + "9".repeat(1_000_000),
            "? [a, b]\n: 1")) {
      Path written = Files.writeString(folder.resolve("h.yaml"), text);
      String description = text.substring(0, Math.min(20, text.length()));
      assertThat(isRefused(written, DamagedFilesTest::readConfig, description))
          .as(description)
          .isTrue();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void readConfig(Path file) {
    Detector.Config config =
        ConfigReader.read(Detector.Config.class, ConfigReader.parse(file), file.toString());
    // What was read is complete: it can be written and read again.
    assertThat(
            ConfigReader.readJson(
                Detector.Config.class, ConfigReader.toJson(config), file.toString()))
        .isEqualTo(config);
  }

  private static void readThrough(TensorFile opened) {
    try (TensorFile file = opened) {
      file.tensors()
          .forEach(
              (name, tensor) -> {
                long bytes = file.values(name).remaining();
                assertThat(bytes).isEqualTo(tensor.count() * tensor.dtype().bytes());
                if (tensor.dtype() != DType.C64) {
                  assertThat((long) file.doubles(name).length).isEqualTo(tensor.count());
                }
              });
    }
  }

  private void assertReadOrRefused(String name, byte[] whole, Consumer<Path> reading)
      throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, whole);
    reading.accept(file);
    int refused = 0;
    for (int seed = 0; seed < CASES; seed++) {
      Files.write(file, damage(whole, new Random(seed)));
      refused += isRefused(file, reading, name + " with seed " + seed) ? 1 : 0;
    }
    assertThat(refused).as("refused of " + CASES).isPositive();
  }

  private static boolean isRefused(Path file, Consumer<Path> reading, String description) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long bytesBefore = threads.getThreadAllocatedBytes(thread);
    long start = System.nanoTime();
    boolean refused = false;
    try {
      reading.accept(file);
    } catch (UserError e) {
      refused = true;
      assertThat(e.getMessage()).as(description).contains(file.getFileName().toString());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(description + " is neither read nor refused", e);
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - bytesBefore;
    assertThat(bytes).as("bytes allocated for " + description).isLessThan(MOST_BYTES);
    assertThat(System.nanoTime() - start).as(description).isLessThan(MOST_NANOSECONDS);
    return refused;
  }

  /** One to four changes of one kind each. */
  private static byte[] damage(byte[] whole, Random random) {
    byte[] damaged = whole;
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && damaged.length > 0; i++) {
      damaged = change(damaged, random);
    }
    return damaged;
  }

  private static byte[] change(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int length = Math.min(bytes.length - at, 1 + random.nextInt(8));
    byte[] some = new byte[1 + random.nextInt(8)];
    random.nextBytes(some);
    return switch (random.nextInt(6)) {
      case 0 -> flip(bytes, at, 1 << random.nextInt(8));
      case 1 -> replace(bytes, at, 1, new byte[] {some[0]});
      case 2 -> random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : flip(bytes, at, 0xFF);
      case 3 -> replace(bytes, at, 0, some);
      case 4 -> replace(bytes, at, length, new byte[0]);
      default -> replace(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
    };
  }

  private static byte[] flip(byte[] bytes, int at, int bits) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) bits;
    return flipped;
  }

  private static byte[] replace(byte[] bytes, int at, int length, byte[] by) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(Arrays.copyOf(bytes, at));
    parts.add(by);
    parts.add(Arrays.copyOfRange(bytes, at + length, bytes.length));
    byte[] joined = new byte[bytes.length - length + by.length];
    int end = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, end, part.length);
      end += part.length;
    }
    return joined;
  }
}
