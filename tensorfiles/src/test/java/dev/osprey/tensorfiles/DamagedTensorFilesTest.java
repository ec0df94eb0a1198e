package dev.osprey.tensorfiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.tensorfiles.pickle.TorchFile;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import dev.osprey.testing.DamagedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged and hostile tensor files are either read completely or refused, in bounded memory and
 * time.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedTensorFilesTest {
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
  void readsOrRefusesDamagedCheckpoints(String name) throws IOException {
    try (InputStream stream = TorchFile.class.getResourceAsStream(name)) {
      assertThat(stream).isNotNull();
      assertReadOrRefused(name, stream.readAllBytes(), file -> readAll(TorchFile.open(file)));
    }
  }

  @Test
  void readsOrRefusesDamagedSafetensors() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    SafeTensorsWriter writer = new SafeTensorsWriter().metadata("format", "pt");
    for (DType dtype : DType.values()) {
      TensorContent content = TensorContent.of(ByteBuffer.allocate(6 * dtype.bytes()));
      writer.add("of " + dtype, dtype, new long[] {2, 3}, content);
    }
    writer.write(whole);
    assertReadOrRefused(
        "m.safetensors", Files.readAllBytes(whole), file -> readAll(SafeTensors.open(file)));
  }

  @Test
  void readsOrRefusesLargeHostileHeadersInBoundedMemory() throws IOException {
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
      DamagedFiles.isRefused(
          written, path -> readAll(SafeTensors.open(path)), header.substring(0, 20));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void readAll(TensorFile opened) {
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
    new DamagedFiles(folder.resolve(name), whole).assertReadOrRefused(reading);
  }
}
