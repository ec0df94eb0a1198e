package dev.osprey.testing.disk;

import dev.osprey.testing.disk.FailingDisk.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An open file whose writes can fail. A failing write still writes half of its bytes. */
final class FailingChannel extends FileChannel {
  private static final Set<Integer> COUNTED = Set.of(1, 2, 8, 64);

  private final FailingDisk disk;
  private final Path path;
  private final FileChannel real;
  private int writes;

  FailingChannel(FailingDisk disk, Path path, FileChannel real) {
    this.disk = disk;
    this.path = path;
    this.real = real;
  }

  private void countWrite(ByteBuffer bytes) throws IOException {
    writes++;
    try {
      if (COUNTED.contains(writes)) {
        disk.count(Operation.WRITE, path);
      } else {
        disk.requireWorking(Operation.WRITE, path);
      }
    } catch (IOException e) {
      ByteBuffer half = bytes.duplicate();
      var unused = real.write(half.limit(half.position() + half.remaining() / 2));
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    countWrite(bytes);
    return real.write(bytes);
  }

  @Override
  public int write(ByteBuffer bytes, long position) throws IOException {
    countWrite(bytes);
    return real.write(bytes, position);
  }

  @Override
  public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
    countWrite(bytes[offset]);
    return real.write(bytes, offset, length);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    disk.count(Operation.FORCE, path);
    real.force(metaData);
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    disk.requireWorking(Operation.DELETE, path);
    real.truncate(size);
    return this;
  }

  @Override
  public int read(ByteBuffer bytes) throws IOException {
    return real.read(bytes);
  }

  @Override
  public int read(ByteBuffer bytes, long position) throws IOException {
    return real.read(bytes, position);
  }

  @Override
  public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
    return real.read(bytes, offset, length);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
