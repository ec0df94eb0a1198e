package dev.osprey.detection.preset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * The resolved configuration of every preset, to the byte: model files and run folders hold it, and
 * a resumed run compares it with the one that it started from.
 */
class PresetDigestsTest {
  private static final String DIGESTS = "digests.txt";

  @Test
  void everyPresetResolvesToItsKnownBytes() throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    for (String name : Presets.names()) {
      digests.put(name, digests(Presets.config(name)));
    }
    assertThat(String.join("\n", lines(digests)) + "\n").isEqualTo(kept());
  }

  private static Iterable<String> lines(Map<String, String> digests) {
    return digests.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toList();
  }

  /** Of the JSON in model files, then of the YAML in run folders. */
  private static String digests(Detector.Config config) {
    return sha256(ConfigReader.toAsciiJson(config)) + " " + sha256(ConfigReader.toYaml(config));
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String kept() throws IOException {
    try (InputStream stream =
        Objects.requireNonNull(PresetDigestsTest.class.getResourceAsStream(DIGESTS))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
