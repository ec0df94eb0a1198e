package dev.osprey.testing.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Builds pickles instruction by instruction, and zip files that contain them. */
public final class Pickle {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds instructions without arguments, or raw bytes. */
  public Pickle code(int... codes) {
    for (int code : codes) {
      out.write(code);
    }
    return this;
  }

  public Pickle repeat(int times, int... codes) {
    for (int i = 0; i < times; i++) {
      code(codes);
    }
    return this;
  }

  public Pickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    code('X').number(utf8.length, 4);
    out.writeBytes(utf8);
    return this;
  }

  public Pickle whole(long value) {
    return code(0x8a, 8).number(value, 8);
  }

  /** Adds the lowest bytes of a number, little endian. */
  public Pickle number(long value, int bytes) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }

  public Pickle global(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Pickle tuple(long... values) {
    code('(');
    for (long value : values) {
      whole(value);
    }
    return code('t');
  }

  /**
   * Adds a reference to a storage on the CPU.
   *
   * @param type storage class in the Python module {@code torch} or {@code torch.storage}
   */
  public Pickle storage(String type, String key, long count) {
    String module = type.startsWith("storage.") ? "torch.storage" : "torch";
    String name = type.substring(type.indexOf('.') + 1);
    return code('(')
        .text("storage")
        .global(module, name)
        .text(key)
        .text("cpu")
        .whole(count)
        .code('t', 'Q');
  }

  /** Adds a float32 tensor over storage "0", which has {@code count} elements. */
  public Pickle tensor(long count, long offset, long[] shape, long[] strides) {
    return global("torch._utils", "_rebuild_tensor_v2")
        .code('(')
        .storage("FloatStorage", "0", count)
        .whole(offset)
        .tuple(shape)
        .tuple(strides)
        .code(0x89, 'N', 't', 'R');
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  /**
   * Writes a file like torch, with this pickle, an instruction that ends it, and storage "0" with
   * zeros.
   */
  public Path zip(Path file, int storageBytes) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", new Pickle().code(0x80, 2).append(this).code('.').bytes());
    entries.put("archive/data/0", new byte[storageBytes]);
    return zip(file, entries);
  }

  /** Writes a zip file of stored entries, in the order of the map. */
  public static Path zip(Path file, Map<String, byte[]> entries) {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        CRC32 checksum = new CRC32();
        checksum.update(content.getValue());
        ZipEntry entry = new ZipEntry(content.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private Pickle append(Pickle other) {
    out.writeBytes(other.bytes());
    return this;
  }
}
