package dev.osprey.data.format.coco;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import dev.osprey.data.format.reading.OnInvalid;
import dev.osprey.data.result.CocoDetection;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The JSON of COCO files: mistakes in it, encodings, and JSON lines. */
class CocoJsonTest extends CocoFolder {
  private String messageOf(byte[] content) {
    Path file = files.bytes("broken.json", content);
    try {
      CocoFile.read(file);
    } catch (UserError e) {
      return String.valueOf(e.getMessage()).substring(file.toString().length());
    }
    throw new AssertionError("was read");
  }

  private String messageOf(String content) {
    return messageOf(content.getBytes(StandardCharsets.UTF_8));
  }

  private Path recoded(Path file) {
    try {
      String text = "\uFEFF" + Files.readString(file);
      return Files.writeString(folder.resolve("utf16.json"), text, StandardCharsets.UTF_16LE);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void reportsTheKindOfAFileThatIsNotJson() {
    assertThat(messageOf("PK\3\4...."))
        .isEqualTo(" is a zip archive, no JSON. Unpack it and name the file inside");
    assertThat(messageOf("<!DOCTYPE html><html>")).startsWith(" is a web page, no JSON.");
    assertThat(messageOf("version https://git-lfs.github.com/spec/v1\noid"))
        .contains("git lfs pull");
    assertThat(messageOf("")).startsWith(" is an empty file");
    assertThat(
            messageOf(
                "{\"images\": [{\"file_name\": \"ü\"}]}".getBytes(Charset.forName("windows-1252"))))
        .contains("line 1: this is not UTF-8 text (byte 0xFC");
  }

  @Test
  void reportsLineAndColumnOfInvalidJson() {
    assertThat(messageOf("{\"images\": [\n  {\"id\": 1},\n]}"))
        .isEqualTo(
            " is not valid JSON: line 3, column 1: there is an extra comma before ]. Take it out");
    assertThat(messageOf("{\"images\": [\n{\"id\": 1")).contains("it ends in line 2, before");
    assertThat(messageOf("{\"images\": [\n{\"id\": 1}")).contains("it ends in line 2, before");
    assertThat(messageOf("// mine\n{\"images\": []}")).contains("JSON has no comments");
    assertThat(messageOf("{\"images\": [{\"file_name\": \"a\\_b\"}]}")).contains("a backslash");
    assertThat(messageOf("{\"images\": [], \"images\": []}")).contains("has \"images\" twice");
    assertThat(messageOf("{\"images\": None}")).contains("None is a Python value");
    assertThat(messageOf("{'images': []}")).contains("double quotes");
    assertThat(messageOf("{\"images\": [] \"annotations\": []}"))
        .contains("line 1, column ")
        .contains("Is a comma or a bracket missing before it?")
        .doesNotContain("Unexpected");
  }

  @Test
  void refusesARepeatedDocument() {
    String once = "{\"images\": [], \"categories\": [], \"annotations\": []}";
    assertThat(messageOf(once + "\n" + once)).startsWith(" goes on after its end");
  }

  @Test
  void readsUtf16() {
    Path file = file(image("1", "a.jpg"), CAT, object("1", "1", "\"bbox\": [1, 1, 2, 2]"));
    assertThat(boxes(read(recoded(file)))).hasSize(1);
  }

  @Test
  void readsJsonLines() {
    Path lines =
        files.text(
            "lines.json",
            "{\"image_id\": 1, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 0.5}",
            "{\"image_id\": \"x\", \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"score\": 0.5}");
    assertThat(CocoDetection.readAll(lines, OnInvalid.FAIL, warnings::add)).hasSize(2);
    assertThat(warnings).singleElement().asString().contains("JSON lines");
  }
}
