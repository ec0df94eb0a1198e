package dev.osprey.tensorfiles.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.testing.disk.FailingDisk;
import dev.osprey.testing.disk.FailingDisk.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsWriterTest {
  @TempDir Path folder;

  private static final long[] TWO = {2};

  private List<String> filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void readsBackWhatWasWritten() {
    Path file = folder.resolve("m.safetensors");
    float[] large = new float[100_000];
    Random random = new Random(7);
    for (int i = 0; i < large.length; i++) {
      large[i] = random.nextFloat();
    }
    new SafeTensorsWriter()
        .metadata("config", "detector: \"x\"\n")
        .add("large", new long[] {100, 1000}, large)
        .add("scalar", new long[] {}, new float[] {3})
        .add("none", new long[] {0, 4}, new float[0])
        .write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.metadata()).isEqualTo(Map.of("config", "detector: \"x\"\n"));
      assertThat(tensors.tensor("large").shape()).containsExactly(100L, 1000L);
      assertThat(tensors.floats("large")).isEqualTo(large);
      assertThat(tensors.floats("scalar")).containsExactly(3);
      assertThat(tensors.floats("none")).isEmpty();
    }
  }

  @Test
  void sortsByElementSizeThenNameSoThatEveryTensorIsAligned() {
    Path file = folder.resolve("m.safetensors");
    new SafeTensorsWriter()
        .add("bytes", DType.U8, new long[] {1}, ByteBuffer.allocate(1))
        .add("b", TWO, new float[2])
        .add("halves", DType.F16, new long[] {1}, ByteBuffer.allocate(2))
        .add("a", new long[] {1}, new float[1])
        .add("doubles", DType.F64, new long[] {1}, ByteBuffer.allocate(8))
        .write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.tensors().keySet())
          .containsExactly("doubles", "a", "b", "halves", "bytes");
      tensors
          .tensors()
          .values()
          .forEach(tensor -> assertThat(tensor.offset() % tensor.dtype().bytes()).isZero());
    }
  }

  @Test
  void alignsTheDataToEightBytes() throws IOException {
    Path file = folder.resolve("m.safetensors");
    for (String name : List.of("a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg")) {
      new SafeTensorsWriter().add(name, new long[] {1}, new float[1]).write(file);
      assertThat((Files.size(file) - 4) % 8).isZero();
    }
  }

  @Test
  void sameContentGivesTheSameBytes() throws IOException {
    Path first = folder.resolve("first.safetensors");
    Path second = folder.resolve("second.safetensors");
    new SafeTensorsWriter()
        .metadata("a", "1")
        .metadata("b", "2")
        .add("x", TWO, new float[] {1, 2})
        .add("y", TWO, new float[] {3, 4})
        .write(first);
    new SafeTensorsWriter()
        .metadata("b", "2")
        .metadata("a", "1")
        .add("y", TWO, new float[] {3, 4})
        .add("x", TWO, new float[] {1, 2})
        .write(second);
    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }

  @Test
  void replacesAnExistingFileAndLeavesNoTemporaryFile() throws IOException {
    Path file = folder.resolve("m.safetensors");
    new SafeTensorsWriter().add("old", TWO, new float[2]).write(file);
    new SafeTensorsWriter().add("new", TWO, new float[2]).write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.tensors().keySet()).containsExactly("new");
    }
    assertThat(filesInFolder()).containsExactly("m.safetensors");
  }

  @Test
  void failingDiskLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("m.safetensors");
    new SafeTensorsWriter().add("old", TWO, new float[] {1, 2}).write(file);
    byte[] before = Files.readAllBytes(file);
    FailingDisk disk = new FailingDisk();
    for (FailingDisk.Failure failure : List.of(Failure.FULL, Failure.ONCE)) {
      SafeTensorsWriter writer = new SafeTensorsWriter().add("new", new long[] {99}, new float[99]);
      for (int i = 1; i <= 5; i++) { // created, written twice, forced, renamed
        disk.failAt(i, failure);
        assertThatThrownBy(() -> writer.write(disk.path(file)))
            .isInstanceOf(UserError.class)
            .hasMessageContainingAll(
                "m.safetensors", "no space left on device", "unchanged", "Free space");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(filesInFolder()).containsExactly("m.safetensors");
      }
      disk.failAt(6, failure);
      writer.write(disk.path(file));
      Files.write(file, before);
    }
  }

  @Test
  void storesTheDigestOfTheContent() throws IOException {
    Path file = folder.resolve("m.safetensors");
    SafeTensorsWriter writer =
        new SafeTensorsWriter().metadata("a", "1").add("x", TWO, new float[2]);
    String digest = writer.contentSha256();
    writer.metadata("digest", digest).write(file);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.contentSha256("digest")).isEqualTo(digest);
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 4;
    Files.write(file, bytes);
    try (SafeTensors tensors = SafeTensors.open(file)) {
      assertThat(tensors.contentSha256("digest")).isNotEqualTo(digest);
    }
  }

  @Test
  void reportsAMissingFolder() {
    Path file = folder.resolve("missing").resolve("m.safetensors");
    assertThatThrownBy(() -> new SafeTensorsWriter().write(file))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("m.safetensors", "folder does not exist");
  }

  @Test
  void refusesContentOfTheWrongSizeAndKeepsTheOldFile() throws IOException {
    Path file = folder.resolve("m.safetensors");
    new SafeTensorsWriter().add("old", TWO, new float[2]).write(file);
    for (int count : new int[] {1, 3}) {
      SafeTensorsWriter writer = new SafeTensorsWriter().add("new", TWO, new float[count]);
      assertThatThrownBy(() -> writer.write(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("tensor new", "8 bytes");
    }
    assertThat(filesInFolder()).containsExactly("m.safetensors");
  }

  @Test
  void refusesADuplicateName() {
    SafeTensorsWriter writer = new SafeTensorsWriter().add("t", TWO, new float[2]);
    assertThatThrownBy(() -> writer.add("t", TWO, new float[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> writer.add("__metadata__", TWO, new float[2]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer.add("n", new long[] {-1}, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsContentOnlyWhenItIsWritten() {
    Path file = folder.resolve("m.safetensors");
    List<String> order = new ArrayList<>();
    SafeTensorsWriter writer = new SafeTensorsWriter();
    for (String name : List.of("z", "a")) {
      writer.add(
          name,
          DType.U8,
          TWO,
          channel -> {
            order.add(name);
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            channel.write(ByteBuffer.wrap(new byte[] {2}));
          });
    }
    assertThat(order).isEmpty();
    writer.write(file);
    assertThat(order).containsExactly("a", "z");
  }

  @Property(tries = 50)
  void roundTripsAnyNamesAndValues(
      @ForAll @Size(max = 5) List<@StringLength(max = 8) String> names,
      @ForAll @Size(max = 9) float[] values)
      throws IOException {
    Path file = Files.createTempFile("any", ".safetensors");
    try {
      SafeTensorsWriter writer = new SafeTensorsWriter();
      names.stream()
          .filter(SafeTensorsWriterTest::isText)
          .distinct()
          .forEach(name -> writer.add(name, new long[] {values.length}, values));
      writer.write(file);
      try (SafeTensors tensors = SafeTensors.open(file)) {
        assertThat(tensors.tensors().keySet())
            .containsExactlyInAnyOrderElementsOf(
                names.stream().filter(SafeTensorsWriterTest::isText).distinct().toList());
        tensors
            .tensors()
            .keySet()
            .forEach(name -> assertThat(Arrays.equals(tensors.floats(name), values)).isTrue());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Whether a name can be encoded: UTF-8 has no lone surrogates. */
  private static boolean isText(String name) {
    return name.codePoints()
        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
