package dev.osprey.core.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  private static final Path FILE = Path.of("labels.txt");

  private static String decode(String text, Charset charset) {
    return TextFile.decode(text.getBytes(charset), FILE);
  }

  @Test
  void utf8IsReadWithAndWithoutAByteOrderMark() {
    assertThat(decode("größe 📦", StandardCharsets.UTF_8)).isEqualTo("größe 📦");
    assertThat(decode("\uFEFFgröße", StandardCharsets.UTF_8)).isEqualTo("größe");
    assertThat(TextFile.decode(new byte[0], FILE)).isEmpty();
  }

  @Test
  void utf16IsReadInBothByteOrdersWithAndWithoutAByteOrderMark() {
    for (Charset charset : new Charset[] {StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
      assertThat(decode("0 0.5 ü", charset)).isEqualTo("0 0.5 ü");
      assertThat(decode("\uFEFF0 0.5 ü", charset)).isEqualTo("0 0.5 ü");
    }
  }

  @Test
  void reportsTheFirstLineInAnotherEncoding() {
    assertThatThrownBy(() -> decode("one\ntwo\nboîte", Charset.forName("windows-1252")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "labels.txt line 3: this is not UTF-8 text (byte 0xEE; Windows-1252 or Latin-1 has"
                + " \"î\" there). Save the file as UTF-8");
    assertThatThrownBy(() -> decode("é", StandardCharsets.ISO_8859_1))
        .hasMessageContaining("line 1")
        .hasMessageContaining("0xE9");
  }

  @Test
  void reportsTheKindOfAFileThatIsNotText() {
    assertThatThrownBy(() -> decode("PK\3\4...", StandardCharsets.ISO_8859_1))
        .hasMessage("labels.txt is a zip archive, not text. Unpack it and name the file inside");
    assertThatThrownBy(() -> decode("<!DOCTYPE html><p>", StandardCharsets.UTF_8))
        .hasMessageContaining("a web page");
    assertThatThrownBy(() -> decode("ab\0\0\0cd\0", StandardCharsets.UTF_8))
        .hasMessageContaining("not text");
  }

  @Test
  void explainsMissingFilesAndFolders(@TempDir Path folder) {
    assertThatThrownBy(() -> TextFile.read(folder.resolve("absent.txt")))
        .hasMessageEndingWith(
            "absent.txt cannot be read: there is no such file or folder. Check the path");
    assertThatThrownBy(() -> TextFile.read(folder))
        .hasMessageEndingWith(" cannot be read: it is a folder. Check the path");
  }
}
