package dev.osprey.parity.spec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.osprey.core.ImageSize;
import dev.osprey.data.image.RgbImage;
import dev.osprey.data.image.codec.ImageCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** An input image of a case: made by formula, or a lossless file beside the cases. */
public record CaseInput(CaseSpec spec, JsonNode node) {

  private static final Set<String> ORDERS = Set.of("RGB", "BGR");

  /** Returns the image in RGB after comparing its hash with the spec's. */
  public RgbImage image() {
    ImageSize size = new ImageSize(node.path("height").intValue(), node.path("width").intValue());
    String kind = node.path("kind").asText();
    return switch (kind) {
      case "formula" -> formula(size);
      case "png" -> file(size);
      default -> throw new CaseError("unknown kind of input: " + kind);
    };
  }

  private RgbImage formula(ImageSize size) {
    String order = node.path("channel_order").asText("RGB").toUpperCase(Locale.ROOT);
    if (!ORDERS.contains(order)) {
      throw new CaseError("unknown channel order " + order);
    }
    String salt = node.path("salt").asText();
    String name = node.path("name").asText();
    byte[] pixels = FormulaImage.pixels(salt, name, size.height(), size.width());
    checkHash(name, pixels, node.path("sha256_hwc").asText());
    return new RgbImage(size, order.equals("RGB") ? pixels : reversed(pixels));
  }

  /** Converts BGR to RGB. */
  private static byte[] reversed(byte[] pixels) {
    byte[] reversed = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      reversed[i] = pixels[i + 2 - 2 * (i % 3)];
    }
    return reversed;
  }

  private RgbImage file(ImageSize size) {
    String file = node.path("file").asText();
    RgbImage image = ImageCodec.read(ReferenceFiles.find(spec.folder(), file));
    if (!image.size().equals(size)) {
      throw new CaseError(file + " is " + image.size() + ", but the spec has " + size);
    }
    checkHash(file, image.pixels(), node.path("sha256_rgb").asText());
    return image;
  }

  /** Returns the path of an image outside the case that does not exist here. */
  Optional<Path> missing() {
    if (!node.path("kind").asText().equals("png")) {
      return Optional.empty();
    }
    Path file = ReferenceFiles.find(spec.folder(), node.path("file").asText());
    return Files.isRegularFile(file) ? Optional.empty() : Optional.of(file);
  }

  private static void checkHash(String name, byte[] pixels, String expected) {
    String actual;
    try {
      actual = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(pixels));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    if (!expected.isEmpty() && !actual.equals(expected)) {
      throw new CaseError("image " + name + " has the hash " + actual + ", not " + expected);
    }
  }
}
