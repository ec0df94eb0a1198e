package dev.osprey.tensorfiles.pickle;

import dev.osprey.testing.checkpoint.Pickle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Zip files and legacy files with wrong statements about their content are refused. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileZipTest extends HostileFolder {
  @Test
  void refusesStoragesThatTheFileDoesNotHold() {
    long[] one = {1};
    assertTensorRefused(1L << 60, 0, one, one, "1152921504606846976 elements of F32");
    assertTensorRefused(-1, 0, one, one, "-1 elements");
    assertTensorRefused(5, 0, one, one, "20 bytes, but its entry has 16");
    Pickle other = pickle().storage("FloatStorage", "1", 4);
    assertRefused(other, "no entry \"archive/data/1\"");
    assertRefused(pickle().storage("QInt8Storage", "0", 4), "torch.QInt8Storage");
    assertRefused(pickle().storage("Size", "0", 4), "not a storage of a known type");
    assertRefused(
        pickle().storage("FloatStorage", "0", 4).storage("FloatStorage", "0", 3).code(0x86),
        "16 bytes in one place and 12 in another");
  }

  @Test
  void refusesProgramsOfTorchScript() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", new byte[] {'N', '.'});
    entries.put("m/constants.pkl", new byte[] {')', '.'});
    assertRefused(
        Pickle.zip(folder.resolve("m.pt"), entries),
        "TorchScript",
        "torch.jit.load",
        "model.state_dict()");
  }

  @Test
  void refusesZipFilesThatAreNotFromTorch() throws IOException {
    Map<String, byte[]> two = Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1]);
    assertRefused(Pickle.zip(folder.resolve("two.pth"), two), "2 entries named data.pkl");
    Map<String, byte[]> none = Map.of("a/other", new byte[1]);
    assertRefused(
        Pickle.zip(folder.resolve("none.pth"), none), "is a zip archive that holds \"a/other\"");
    Path bomb = folder.resolve("bomb.pth");
    try (OutputStream out = Files.newOutputStream(bomb);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[100_000_000]);
    }
    assertRefused(bomb, "\"archive/data.pkl\"", "compressed");
  }

  @Test
  void refusesWrongDirectoriesOfZipFiles() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", new byte[] {'}', '.'});
    entries.put("a/data.pkm", new byte[] {'}', '.'});
    byte[] whole = Files.readAllBytes(Pickle.zip(folder.resolve("w.pth"), entries));
    // The end record holds the directory's size at 12 and offset at 16 of its 22 bytes.
    int end = whole.length - 22;
    ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(end + 16);
    assertChangeRefused(whole, end + 16, 0x7FFFFFFF, "outside the file");
    assertChangeRefused(whole, end + 12, 0x7FFFFFFF, "outside the file");
    assertChangeRefused(whole, end + 12, bytes.getInt(end + 12) - 1, "broken");
    assertChangeRefused(whole, end, 0, "no directory at its end");
    // An entry holds its sizes at 20 and 24 and its header at 42 of 46 bytes, then the name.
    assertChangeRefused(whole, directory + 20, 1000, "outside the file");
    assertChangeRefused(whole, directory + 24, 1000, "outside the file");
    assertChangeRefused(whole, directory + 42, directory, "outside the file");
    assertChangeRefused(whole, directory + 42, 4, "does not match the directory");
    assertChangeRefused(whole, directory, 0, "broken");
    byte[] twice =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("data.pkm", "data.pkl")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(Files.write(folder.resolve("t.pth"), twice), "two entries \"a/data.pkl\"");
    // Both entries of the directory name the first one's content.
    byte[] shared =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("data.pkm", "data.pkl")
            .getBytes(StandardCharsets.ISO_8859_1);
    shared[directory + 46 + 9] = 'm';
    assertRefused(Files.write(folder.resolve("s.pth"), shared), "does not match the directory");
  }

  private void assertChangeRefused(byte[] whole, int at, int value, String part)
      throws IOException {
    byte[] changed = whole.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    assertRefused(Files.write(folder.resolve("m.pth"), changed), part);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void appliesTheSameChecksToLegacyFiles() throws IOException {
    byte[] legacy = Checkpoints.bytes("kinds-legacy.pth");
    String text = new String(legacy, StandardCharsets.ISO_8859_1);
    assertRefused(
        latin1(text.replace("collections\nOrderedDict", "posix\nsystem")), "posix.system");
    // Each storage's key occurs once in a tensor and once in the list after it.
    assertRefused(latin1(text.substring(0, text.length() - 1)), "ends inside storage");
    assertRefused(
        latin1(text.replace("M\u00e9\u0003.", "M\u00ea\u0003.")),
        "its version of torch's old format is not");
  }

  private Path latin1(String text) throws IOException {
    return Files.write(folder.resolve("legacy.pth"), text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
