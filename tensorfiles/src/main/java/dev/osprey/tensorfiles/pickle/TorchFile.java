package dev.osprey.tensorfiles.pickle;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.ReadChannel;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.WrongWeightsFile;
import dev.osprey.tensorfiles.pickle.archive.Layout;
import dev.osprey.tensorfiles.pickle.archive.LegacyLayout;
import dev.osprey.tensorfiles.pickle.archive.ZipArchive;
import dev.osprey.tensorfiles.pickle.archive.ZipLayout;
import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.Storage;
import dev.osprey.tensorfiles.pickle.machine.StridedCopy;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchTensor;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TreeCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * An open file of {@code torch.save}, of any version. Opening reads the pickle without running
 * anything that it names, checks every tensor against its storage and every storage against the
 * file, and finds the weights; values are mapped into memory on demand. Every fault of the file is
 * a {@link UserError} that names it. Thread-safe.
 *
 * <p>The weights are the root if it is a dictionary of tensors; else the first existing entry of
 * {@code state_dict}, {@code model_state_dict}, {@code model}, {@code net}, {@code network}, {@code
 * weights} and {@code params}; else the only dictionary of tensors that does not belong to an
 * optimiser. A prefix {@code module.}, {@code model.} or {@code _orig_mod.} that all names share is
 * removed.
 */
public final class TorchFile implements TensorFile {
  private final Path file;
  private final ReadChannel channel;
  private final TorchFileErrors errors;
  private final Layout layout;
  private final Map<String, TorchTensor> tensors;
  private final Optional<AveragedState> averages;

  private TorchFile(Path file, ReadChannel channel, Layout layout, StateDict.Found found) {
    this.file = file;
    this.channel = channel;
    this.layout = layout;
    tensors = found.tensors();
    averages = found.averages();
    errors = new TorchFileErrors(file);
  }

  private static TorchFile of(Path file, FileChannel channel, Layout layout, TorchFileErrors errors)
      throws IOException {
    TreeCheck.check(layout.root(), errors);
    ReadChannel shared = new ReadChannel(file, channel);
    return new TorchFile(file, shared, layout, StateDict.find(layout.root(), errors));
  }

  public static TorchFile open(Path file) {
    if (Files.isDirectory(file)) {
      throw WrongWeightsFile.folder(file, "a .pth or .pt file");
    }
    TorchFileErrors errors = new TorchFileErrors(file);
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      throw new UserError(file + " does not exist; check the path", e);
    } catch (IOException e) {
      throw errors.unreadable(e);
    }
    try {
      return ReadChannel.uninterrupted(() -> of(file, channel, layout(channel, errors), errors));
    } catch (IOException e) {
      closeAfter(e, channel);
      throw errors.unreadable(e);
    } catch (RuntimeException | Error e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  private static Layout layout(FileChannel channel, TorchFileErrors errors) throws IOException {
    ByteBuffer signature = ByteBuffer.allocate(Integer.BYTES);
    channel.read(signature, 0);
    // Zip files start with the header of their first entry.
    boolean isZip = signature.getInt(0) == Integer.reverseBytes(ZipArchive.LOCAL_SIGNATURE);
    return isZip ? ZipLayout.read(channel, errors) : LegacyLayout.read(channel, errors);
  }

  @Override
  public Path file() {
    return file;
  }

  /**
   * Returns the whole content of the file: weights, and possibly an epoch, classes or the state of
   * an optimiser.
   */
  public TorchValue root() {
    return layout.root();
  }

  /** Returns a second set of weights, the average of {@link #tensors}; empty if there is none. */
  public Optional<AveragedState> averages() {
    return averages;
  }

  /**
   * Returns the same file with {@link #averages} as its weights. Closing one of the two files
   * closes both.
   *
   * @throws java.util.NoSuchElementException if there are none
   */
  public TorchFile withAverages() {
    return new TorchFile(
        file,
        channel,
        layout,
        new StateDict.Found(averages.orElseThrow().tensors(), Optional.empty()));
  }

  /** Returns the weights by name, in the file's order. */
  @Override
  public Map<String, TorchTensor> tensors() {
    return tensors;
  }

  @Override
  public TorchTensor tensor(String name) {
    TorchTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new UserError(
          file + " has no tensor \"" + name + "\"; it holds " + tensors.size() + " others");
    }
    return tensor;
  }

  @Override
  public ByteBuffer values(String name) {
    TorchTensor tensor = tensor(name);
    long length = tensor.span() * tensor.dtype().bytes();
    if (length > Integer.MAX_VALUE || tensor.count() * tensor.dtype().bytes() > Integer.MAX_VALUE) {
      throw new UserError(
          file
              + ": tensor \""
              + name
              + "\" takes "
              + length
              + " bytes; a tensor may have at most 2 GiB");
    }
    ByteBuffer span = map(tensor, length).order(ByteOrder.LITTLE_ENDIAN);
    boolean isLittle = layout.order() == ByteOrder.LITTLE_ENDIAN;
    return isLittle && tensor.isContiguous()
        ? span
        : StridedCopy.inOrder(tensor, span, layout.order());
  }

  private ByteBuffer map(TorchTensor tensor, long length) {
    if (length == 0) {
      return ByteBuffer.allocate(0).asReadOnlyBuffer();
    }
    Storage storage = tensor.storage();
    FileRange extent = layout.extents().get(storage.key());
    if (extent == null) {
      throw new IllegalStateException("no bytes for storage " + storage.key());
    }
    long start = extent.offset() + storage.offset() + tensor.offset() * tensor.dtype().bytes();
    try {
      return channel.map(start, length);
    } catch (IOException e) {
      throw errors.unreadable(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw errors.unreadable(e);
    }
  }

  private static void closeAfter(Throwable failure, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
