package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.tensorfiles.TensorContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored entries from front to back. As in torch's files, every content starts
 * at a multiple of 64 bytes, its size and checksum follow it, and the date is zero.
 */
public final class ZipStream {
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int DESCRIPTOR_SIGNATURE = 0x08074b50;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int ALIGNMENT = 64;

  /** Flags of an entry: sizes follow the content, names are UTF-8. */
  private static final short FLAGS = 0x0808;

  /** The identifier of torch's padding field. */
  private static final short PADDING_FIELD = 0x4246;

  private static final int FIELD_BYTES = 4;
  private static final long MAX_SIZE = 0xFFFFFFFEL;
  private static final int MAX_ENTRIES = 0xFFFE;

  private record Entry(byte[] name, long header, long length, int crc) {}

  private final WritableByteChannel channel;
  private final List<Entry> entries = new ArrayList<>();
  private long position;

  public ZipStream(WritableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * Adds an entry.
   *
   * @throws IOException if the file exceeds 4 GiB
   */
  public void add(String name, TensorContent content) throws IOException {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    long header = position;
    long unpadded = header + LOCAL_BYTES + utf8.length + FIELD_BYTES;
    int padding = (int) (-unpadded & (ALIGNMENT - 1));
    ByteBuffer local = allocate(LOCAL_BYTES + utf8.length + FIELD_BYTES + padding);
    local.putInt(ZipArchive.LOCAL_SIGNATURE).putShort((short) 0).putShort(FLAGS);
    local.position(26);
    local.putShort((short) utf8.length).putShort((short) (FIELD_BYTES + padding)).put(utf8);
    local.putShort(PADDING_FIELD).putShort((short) padding);
    write(local.position(0));
    CheckedChannel checked = new CheckedChannel();
    content.writeTo(checked);
    int crc = (int) checked.crc.getValue();
    entries.add(new Entry(utf8, header, checked.length, crc));
    ByteBuffer descriptor = allocate(16).putInt(DESCRIPTOR_SIGNATURE).putInt(crc);
    write(descriptor.putInt((int) checked.length).putInt((int) checked.length).flip());
    if (position > MAX_SIZE || entries.size() > MAX_ENTRIES) {
      throw new IOException("a .pth file has at most 4 GiB and 65,534 entries; write safetensors");
    }
  }

  /** Ends the file with its directory. */
  public void finish() throws IOException {
    long start = position;
    for (Entry entry : entries) {
      ByteBuffer central = allocate(CENTRAL_BYTES + entry.name.length);
      central.putInt(CENTRAL_SIGNATURE).putShort((short) 0).putShort((short) 0).putShort(FLAGS);
      central.position(16);
      central.putInt(entry.crc).putInt((int) entry.length).putInt((int) entry.length);
      central.putShort((short) entry.name.length);
      central.position(42);
      write(central.putInt((int) entry.header).put(entry.name).flip());
    }
    ByteBuffer end = allocate(22).putInt(END_SIGNATURE).putInt(0);
    end.putShort((short) entries.size()).putShort((short) entries.size());
    write(end.putInt((int) (position - start)).putInt((int) start).putShort((short) 0).flip());
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes);
    }
  }

  /** A channel that counts the bytes of an entry and computes their checksum. */
  private final class CheckedChannel implements WritableByteChannel {
    private final CRC32 crc = new CRC32();
    private long length;

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer view = bytes.duplicate();
      int count = channel.write(bytes);
      crc.update(view.limit(view.position() + count));
      length += count;
      position += count;
      return count;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {}
  }
}
