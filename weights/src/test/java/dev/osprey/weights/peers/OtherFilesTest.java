package dev.osprey.weights.peers;

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
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors for files that users give in place of a checkpoint: the message names the type of the file
 * and what to do.
 */
class OtherFilesTest {
  private static final String POINTER =
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 139\n";

  @TempDir Path folder;

  private void assertMessage(String name, byte[] content, String... parts) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> CheckpointFile.open(file).close())
        .as(name)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name)
        .hasMessageContainingAll(parts)
        .satisfies(
            error ->
                assertThat(error.getMessage())
                    .doesNotContain("java.", "Exception", "Unexpected", "the header states"));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] zip(String... names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[100]);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void reportsIncompleteDownloads() throws IOException {
    for (String name : List.of("m.pth", "m.safetensors", "m.ckpt")) {
      assertMessage(name, latin1(POINTER), "a Git LFS pointer", "git lfs pull");
      assertMessage(name, latin1("<!DOCTYPE html><html><body>Sign in"), "a web page");
      assertMessage(name, new byte[0], "an empty file (0 bytes)");
      assertMessage(name, new byte[5000], "nothing but zero bytes", "Download it again");
      assertMessage(name, latin1("Not Found"), "text (it begins \"Not Found\")");
      assertMessage(name, latin1("{\"error\": \"gated\"}"), "a JSON file");
    }
  }

  @Test
  void reportsArchivesAndTheirContent() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(1);
    }
    assertMessage("m.pth.gz", gzip.toByteArray(), "a gzip-compressed file", "gunzip");
    assertMessage(
        "m.pth", zip("run/best.pth", "run/log.txt"), "holds \"run/best.pth\"", "Unpack it");
    assertMessage("m.keras", zip("config.json", "model.weights.h5"), "a Keras model");
    assertMessage("m.npz", zip("a.npy", "b.npy"), "NumPy arrays");
    assertMessage("m.mar", zip("MAR-INF/MANIFEST.json", "m.pth"), "TorchServe", "\"m.pth\"");
    byte[] tar = new byte[1024];
    System.arraycopy(latin1("ustar"), 0, tar, 257, 5);
    tar[0] = 'm';
    assertMessage("m.pth.tar", tar, "a tar archive", "tar xf");
    assertMessage("m.7z", latin1("7z\u00BC\u00AF'\u001C\0\4"), "a 7z archive");
  }

  @Test
  void reportsModelsOfOtherPrograms() throws IOException {
    assertMessage("m.h5", latin1("\u0089HDF\r\n\u001A\n\0"), "an HDF5 file (Keras");
    assertMessage("m.npy", latin1("\u0093NUMPY\1\0"), "a NumPy file");
    assertMessage("m.pth", latin1("\b\b\u0012\7pytorch\u001A\0061.13.0"), "an ONNX model");
    assertMessage("saved_model.pb", latin1("\b\1\u0012\u00A0tensorflow"), "a TensorFlow model");
    assertMessage("m.tflite", latin1("\34\0\0\0TFL3\0\0"), "a TensorFlow Lite model");
    assertMessage("yolov3.weights", latin1("\0\0\0\0\2\0\0\0\0\0\0\0\u00E1"), "a Darknet file");
    assertMessage(
        "model_final.pkl",
        latin1("\u0080\4\u0095\5}(model}cnumpy.core.multiarray\n_reconstruct\n."),
        "a pickle, but not of torch.save",
        "Detectron2");
  }

  @Test
  void suggestsFilesInAFolder() throws IOException {
    Files.writeString(folder.resolve("epoch_12.pth"), "");
    Files.writeString(folder.resolve("log.txt"), "");
    assertThatThrownBy(() -> CheckpointFile.open(folder).close())
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("is a folder", "epoch_12.pth");
    Path saved = Files.createDirectories(folder.resolve("saved"));
    Files.writeString(saved.resolve("saved_model.pb"), "");
    assertThatThrownBy(() -> CheckpointFile.open(saved).close())
        .hasMessageContaining("a folder with a TensorFlow model");
  }

  @Test
  void reportsATruncatedFile() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    new SafeTensorsWriter().add("a", new long[] {2}, new float[] {1, 2}).write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, 20));
    assertThatThrownBy(() -> CheckpointFile.open(cut).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cut short");
  }
}
