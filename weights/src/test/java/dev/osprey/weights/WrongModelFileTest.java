package dev.osprey.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors for files that are not model files: the message names the type of the file in one
 * sentence.
 */
class WrongModelFileTest {
  @TempDir private Path folder;

  private void assertMessage(String name, byte[] content, String... parts) throws IOException {
    assertMessage(Files.write(folder.resolve(name), content), parts);
  }

  private static void assertMessage(Path file, String... parts) {
    assertThatThrownBy(() -> ModelFile.open(file).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts)
        .hasMessageNotContainingAny("\n", "the header states", "Exception", "largest allowed");
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(1);
    }
    return bytes.toByteArray();
  }

  @Test
  void messagesNameTheTypeOfOtherFiles() throws IOException {
    String where = "A model file is what train writes (best.safetensors in the run's folder)";
    assertMessage("a.jpg", latin1("\u00FF\u00D8\u00FF\u00E0\0\20JFIF"), "a JPEG image", where);
    assertMessage("m.safetensors", latin1("\u0089PNG\r\n\u001A\n\0\0"), "a PNG image", where);
    assertMessage("m.txt", latin1("hello world, this is a text"), "text (it begins \"hello", where);
    assertMessage("m.safetensors", new byte[0], "an empty file (0 bytes)", where);
    assertMessage("run.yaml", latin1("model: {preset: x}\n"), "./osprey train", "a configuration");
    assertMessage("m.zip", zip("a.txt"), "a zip archive", "Unpack it");
    byte[] random = new byte[4000];
    new Random(1).nextBytes(random);
    assertMessage("m.bin2", random, "of an unknown type", where);
    assertMessage("m.bin3", Arrays.copyOf(random, 5), "of an unknown type", where);
    assertMessage("m.safetensors", new byte[5000], "of an unknown type", where);
  }

  @Test
  void advisesToImportAPyTorchCheckpointFirst() throws IOException {
    assertMessage("m.pt", zip("archive/data.pkl"), "./osprey import " + folder.resolve("m.pt"));
    assertMessage("best.model", zip("archive/data.pkl"), "a checkpoint of PyTorch");
    assertMessage("old.pth", latin1("\u0080\2\u008A\nl\u00FC"), "a checkpoint of PyTorch");
  }

  @Test
  void suggestsTheModelInARunFolder() throws IOException {
    assertMessage(folder, "is a folder, not a model file");
    Path best = Files.write(folder.resolve("best.safetensors"), new byte[10]);
    assertMessage(folder, "give the model file in it: " + best);
  }

  @Test
  void reportsATruncatedFile() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    new SafeTensorsWriter().add("a", new long[] {2}, new float[] {1, 2}).write(whole);
    assertMessage("cut.safetensors", Arrays.copyOf(Files.readAllBytes(whole), 20), "is cut short");
  }

  @Test
  void doesNotOpenADevice() {
    Path device = Path.of("/dev/null");
    if (Files.exists(device)) {
      assertMessage(device, "not a regular file");
    }
  }

  @Test
  void recognisesOtherFilesUnderAnOnnxName() throws IOException {
    Path text = Files.writeString(folder.resolve("a.onnx"), "hello");
    assertThat(WrongModelFile.ofOnnx(text)).isPresent();
    Path onnx =
        Files.write(folder.resolve("b.onnx"), latin1("\b\b\u0012\7pytorch\u001A\0061.13.0"));
    assertThat(WrongModelFile.ofOnnx(onnx)).isEmpty();
    assertThat(WrongModelFile.ofOnnx(folder.resolve("missing.onnx"))).isEmpty();
  }
}
