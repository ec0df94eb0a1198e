package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.TensorContent;
import dev.osprey.tensorfiles.pickle.archive.ZipArchive;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.testing.checkpoint.Pickle;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileWriterTest {
  @TempDir private Path folder;

  private static TorchFileWriter small() {
    return new TorchFileWriter()
        .add("conv.weight", new long[] {2, 1, 1, 3}, new float[] {1, 2, 3, 4, 5, 6})
        .add("norm.num_batches_tracked", new long[] {}, new long[] {1L << 40})
        .add("none", new long[] {0, 4}, new float[0])
        .add("schön", new long[] {1}, new float[] {-0f});
  }

  @Test
  void readsBackWhatWasWritten() {
    Path file = folder.resolve("m.pth");
    small().write(file);
    try (TorchFile read = TorchFile.open(file)) {
      assertThat(read.tensors().keySet())
          .containsExactly("conv.weight", "norm.num_batches_tracked", "none", "schön");
      assertThat(read.tensor("conv.weight").shape()).containsExactly(2L, 1L, 1L, 3L);
      assertThat(read.floats("conv.weight")).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(read.tensor("norm.num_batches_tracked").shape()).isEmpty();
      assertThat(read.longs("norm.num_batches_tracked")).containsExactly(1L << 40);
      assertThat(read.floats("none")).isEmpty();
      assertThat(Float.floatToRawIntBits(read.floats("schön")[0])).isEqualTo(0x80000000);
    }
  }

  @Test
  void writesTheSameBytesForTheSameContent() throws IOException {
    small().write(folder.resolve("a.pth"));
    small().write(folder.resolve("b.pth"));
    assertThat(folder.resolve("a.pth")).hasSameBinaryContentAs(folder.resolve("b.pth"));
  }

  @Test
  void alignsContentsTo64BytesAndWritesTheirChecksums() throws IOException {
    Path file = folder.resolve("m.pth");
    small().write(file);
    try (FileChannel channel = FileChannel.open(file)) {
      ZipArchive archive = ZipArchive.read(channel, new TorchFileErrors(file));
      assertThat(archive.names())
          .startsWith("archive/data.pkl", "archive/byteorder", "archive/data/0")
          .endsWith("archive/version");
      for (String name : archive.names()) {
        assertThat(archive.require(name).offset() % 64).as(name).isZero();
      }
    }
    // Java's reader checks every checksum as it reads.
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        assertThat(zip.getInputStream(entry).readAllBytes()).hasSize((int) entry.getSize());
      }
      assertThat(zip.getInputStream(zip.getEntry("archive/version")).readAllBytes())
          .containsExactly('3', '\n');
    }
  }

  @Test
  void writesAnEmptyStateDict() {
    Path file = folder.resolve("m.pth");
    new TorchFileWriter().write(file);
    assertThatThrownBy(() -> TorchFile.open(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no dictionary of tensors");
  }

  @Test
  void failureKeepsTheOldFileAndLeavesNoTemporaryFile() throws IOException {
    Path file = folder.resolve("m.pth");
    small().write(file);
    byte[] old = Files.readAllBytes(file);
    TorchFileWriter failing =
        small().add("x", DType.F32, new long[] {2}, TensorContent.of(new float[3]));
    assertThatThrownBy(() -> failing.write(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tensor x has 8 bytes, but its content has 12");
    assertThat(file).hasBinaryContent(old);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList()).isEqualTo(List.of(file));
    }
    assertThatThrownBy(() -> small().write(folder.resolve("none").resolve("m.pth")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its folder does not exist");
  }

  @Test
  void refusesDuplicateNamesAndTypesThatTorchCannotStore() {
    assertThatThrownBy(() -> small().add("none", new long[] {1}, new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none was added twice");
    TensorContent content = TensorContent.of(new float[1]);
    assertThatThrownBy(() -> small().add("u", DType.U32, new long[] {1}, content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no storage class for U32");
    assertThatThrownBy(() -> small().add("u", DType.F32, new long[] {-1}, content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1 is negative");
  }

  @Test
  void readsBigEndianFiles() throws IOException {
    Pickle pickle = new Pickle().code(0x80, 2, '}').text("w");
    pickle.tensor(2, 0, new long[] {2}, new long[] {1}).code('s', '.');
    // 1.0 is 0x3F800000, -2.0 is 0xC0000000, the highest byte first.
    byte[] values = {0x3F, (byte) 0x80, 0, 0, (byte) 0xC0, 0, 0, 0};
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("deep/er/data.pkl", pickle.bytes());
    entries.put("deep/er/byteorder", new byte[] {'b', 'i', 'g'});
    entries.put("deep/er/data/0", values);
    entries.put("deep/er/.data/serialization_id", new byte[40]);
    try (TorchFile read = TorchFile.open(Pickle.zip(folder.resolve("big.pth"), entries))) {
      assertThat(read.floats("w")).containsExactly(1, -2);
      // Raw values are little endian, so that they can be copied into another file.
      assertThat(read.values("w").order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(read.values("w").get(3)).isEqualTo((byte) 0x3F);
    }
    entries.put("deep/er/byteorder", new byte[] {'m', 'i', 'd'});
    assertThatThrownBy(() -> TorchFile.open(Pickle.zip(folder.resolve("mid.pth"), entries)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("neither little nor big");
  }
}
