package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directory of a zip file with stored entries, as torch writes them, so that values can be read
 * in place. Nothing is decompressed, which rules out zip bombs. Duplicate names, and entries that
 * overlap or exceed the file, are refused. Zip64 records are read.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">the format</a>
 */
public final class ZipArchive {
  public static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int END_BYTES = 22;
  private static final int LOCATOR64_BYTES = 20;
  private static final int END64_BYTES = 56;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int ZIP64_FIELD = 1;
  private static final int ENCRYPTED = 1;
  private static final long IN_ZIP64 = 0xFFFFFFFFL;
  private static final long LARGEST_DIRECTORY = 64L << 20;

  private record Entry(String name, boolean isStored, long header, FileRange data) {}

  private final FileChannel channel;
  private final TorchFileErrors errors;
  private final long size;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ZipArchive(FileChannel channel, TorchFileErrors errors) throws IOException {
    this.channel = channel;
    this.errors = errors;
    size = channel.size();
  }

  public static ZipArchive read(FileChannel channel, TorchFileErrors errors) throws IOException {
    ZipArchive archive = new ZipArchive(channel, errors);
    archive.readDirectory(archive.directory());
    return archive;
  }

  /** Returns the names of the entries in the order of the directory. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Returns the position of the content of an entry.
   *
   * @throws UserError if it is compressed or missing
   */
  public FileRange require(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw errors.damaged("its zip file has no entry " + TorchFileErrors.quoted(name));
    }
    if (!entry.isStored()) {
      throw errors.damaged(
          "entry "
              + TorchFileErrors.quoted(name)
              + " of its zip file is compressed or encrypted, which torch.save never does");
    }
    return entry.data();
  }

  /** Returns the extent of the central directory. */
  private FileRange directory() throws IOException {
    long tailStart = Math.max(0, size - END_BYTES - LONGEST_COMMENT);
    ByteBuffer tail = read(tailStart, (int) (size - tailStart));
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      int comment = Short.toUnsignedInt(tail.getShort(at + 20));
      if (tail.getInt(at) == END_SIGNATURE && at + END_BYTES + comment == tail.limit()) {
        return directory(tailStart + at, tail.slice(at, END_BYTES).order(ByteOrder.LITTLE_ENDIAN));
      }
    }
    throw errors.damaged("it starts like a zip file, but has no directory at its end");
  }

  private FileRange directory(long endStart, ByteBuffer end) throws IOException {
    long length = Integer.toUnsignedLong(end.getInt(12));
    long offset = Integer.toUnsignedLong(end.getInt(16));
    long limit = endStart;
    long locator = endStart - LOCATOR64_BYTES;
    if (locator >= 0 && read(locator, LOCATOR64_BYTES).getInt(0) == LOCATOR64_SIGNATURE) {
      limit = read(locator, LOCATOR64_BYTES).getLong(8);
      if (limit < 0 || limit > locator - END64_BYTES) {
        throw errors.damaged("the directory of its zip file is outside the file");
      }
      ByteBuffer end64 = read(limit, END64_BYTES);
      if (end64.getInt(0) != END64_SIGNATURE) {
        throw errors.damaged("its zip file has no zip64 directory at the stated position");
      }
      length = end64.getLong(40);
      offset = end64.getLong(48);
    }
    if (length < 0 || length > LARGEST_DIRECTORY || offset < 0 || offset > limit - length) {
      throw errors.damaged("the directory of its zip file is outside the file");
    }
    return new FileRange(offset, length);
  }

  private void readDirectory(FileRange extent) throws IOException {
    ByteBuffer directory = read(extent.offset(), (int) extent.length());
    List<Entry> inOrder = new ArrayList<>();
    while (directory.hasRemaining()) {
      Entry entry = entry(directory, extent.offset());
      inOrder.add(entry);
      if (entries.putIfAbsent(entry.name(), entry) != null) {
        throw errors.damaged(
            "its zip file has two entries " + TorchFileErrors.quoted(entry.name()));
      }
    }
    inOrder.sort(Comparator.comparingLong(Entry::header));
    long end = 0;
    for (Entry entry : inOrder) {
      if (entry.header() < end) {
        throw errors.damaged(
            "entry " + TorchFileErrors.quoted(entry.name()) + " of its zip file overlaps another");
      }
      end = entry.data().offset() + entry.data().length();
    }
  }

  private Entry entry(ByteBuffer directory, long dataEnd) throws IOException {
    ByteBuffer fixed = cut(directory, CENTRAL_BYTES);
    if (fixed.getInt(0) != CENTRAL_SIGNATURE) {
      throw errors.damaged("the directory of its zip file is broken");
    }
    ByteBuffer nameBytes = cut(directory, Short.toUnsignedInt(fixed.getShort(28)));
    ByteBuffer extra = cut(directory, Short.toUnsignedInt(fixed.getShort(30)));
    cut(directory, Short.toUnsignedInt(fixed.getShort(32)));
    String name = StandardCharsets.UTF_8.decode(nameBytes.duplicate()).toString();
    ByteBuffer large = zip64(extra);
    long length = wide(fixed.getInt(24), large);
    long stored = wide(fixed.getInt(20), large);
    long header = wide(fixed.getInt(42), large);
    boolean isStored = fixed.getShort(10) == 0 && (fixed.getShort(8) & ENCRYPTED) == 0;
    long start = dataStart(name, nameBytes, header, dataEnd);
    if (stored < 0 || stored > dataEnd - start || (isStored && stored != length)) {
      throw outside(name);
    }
    return new Entry(name, isStored, header, new FileRange(start, stored));
  }

  /**
   * Returns the start of the content, after the local header, which has its own name and padding.
   */
  private long dataStart(String name, ByteBuffer nameBytes, long header, long dataEnd)
      throws IOException {
    int nameLength = nameBytes.remaining();
    if (header < 0 || header > dataEnd - LOCAL_BYTES - nameLength) {
      throw outside(name);
    }
    ByteBuffer local = read(header, LOCAL_BYTES + nameLength);
    if (local.getInt(0) != LOCAL_SIGNATURE
        || Short.toUnsignedInt(local.getShort(26)) != nameLength
        || !local.slice(LOCAL_BYTES, nameLength).equals(nameBytes)) {
      throw errors.damaged(
          "entry "
              + TorchFileErrors.quoted(name)
              + " of its zip file does not match the directory");
    }
    long start = header + LOCAL_BYTES + nameLength + Short.toUnsignedInt(local.getShort(28));
    if (start > dataEnd) {
      throw outside(name);
    }
    return start;
  }

  /** Returns the zip64 field of an entry; empty if there is none. */
  private ByteBuffer zip64(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      ByteBuffer field = cut(extra, Short.toUnsignedInt(extra.getShort()));
      if (id == ZIP64_FIELD) {
        return field;
      }
    }
    return ByteBuffer.allocate(0);
  }

  private long wide(int narrow, ByteBuffer large) {
    long value = Integer.toUnsignedLong(narrow);
    return value == IN_ZIP64 && large.remaining() >= Long.BYTES ? large.getLong() : value;
  }

  private ByteBuffer cut(ByteBuffer bytes, int length) {
    if (length > bytes.remaining()) {
      throw errors.damaged("the directory of its zip file is broken");
    }
    ByteBuffer cut = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(bytes.position() + length);
    return cut;
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private UserError outside(String name) {
    return errors.damaged(
        "entry " + TorchFileErrors.quoted(name) + " of its zip file is outside the file");
  }
}
