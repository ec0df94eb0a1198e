package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.WrongWeightsFile;
import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.MemoryBudget;
import dev.osprey.tensorfiles.pickle.machine.PickleMachine;
import dev.osprey.tensorfiles.pickle.machine.PickleReader;
import dev.osprey.tensorfiles.pickle.machine.Storage;
import dev.osprey.tensorfiles.pickle.machine.StorageTable;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The format of {@code torch.save} before 1.6: five pickles (a magic number, the version of the
 * format, facts about the machine, the object, the keys of the storages), then for each key the
 * number of its elements in eight bytes and the elements. All of it is little endian on every
 * machine.
 */
public final class LegacyLayout {
  static final int LARGEST_PICKLE = 1 << 28;

  /**
   * The magic number 0x1950a86a20f9469cfc6c as an instruction with its length, and the end of the
   * pickle.
   */
  private static final byte[] MAGIC = {
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private static final int VERSION = 1001;
  private static final int PROTOCOL_BYTES = 2;
  private static final int FRAME_BYTES = 9;

  private final FileChannel channel;
  private final TorchFileErrors errors;
  private final long size;
  private final ByteBuffer start;
  private final MemoryBudget budget;
  private final StorageTable storages;

  private LegacyLayout(FileChannel channel, TorchFileErrors errors) throws IOException {
    this.channel = channel;
    this.errors = errors;
    size = channel.size();
    start = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(size, LARGEST_PICKLE));
    budget = new MemoryBudget(errors, start.remaining());
    storages = new StorageTable(errors, size);
  }

  public static Layout read(FileChannel channel, TorchFileErrors errors) throws IOException {
    return new LegacyLayout(channel, errors).read();
  }

  private Layout read() throws IOException {
    PickleReader in = new PickleReader(start.position(magicEnd()), errors, budget);
    int offset = start.position();
    TorchValue version = run(in);
    if (!version.equals(new Whole(VERSION))) {
      throw errors.damaged("its version of torch's old format is not " + VERSION);
    }
    run(in);
    TorchValue root = run(in);
    TorchValue keys = run(in);
    return new Layout(root, extents(keys, offset + in.position()), ByteOrder.LITTLE_ENDIAN);
  }

  private TorchValue run(PickleReader in) {
    return new PickleMachine(in, errors, budget, storages).run();
  }

  private int magicEnd() {
    for (int at : new int[] {PROTOCOL_BYTES, PROTOCOL_BYTES + FRAME_BYTES}) {
      if (start.limit() >= at + MAGIC.length
          && start.get(0) == (byte) 0x80
          && start.slice(at, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
        return at + MAGIC.length;
      }
    }
    boolean isPickle = start.limit() > 1 && start.get(0) == (byte) 0x80 && start.get(1) <= 5;
    if (isPickle) {
      throw otherPickle();
    }
    throw WrongWeightsFile.error(errors.file())
        .orElseGet(
            () ->
                new UserError(
                    errors.file()
                        + " is neither a zip file nor a pickle, as torch.save writes them. Name a"
                        + " .pth or .pt file, or save the weights with"
                        + " torch.save(model.state_dict(), \"weights.pth\")"));
  }

  /**
   * Returns the error for a pickle of another program: Detectron2, Caffe2 and PaddlePaddle pickle
   * NumPy arrays.
   */
  private UserError otherPickle() {
    ByteBuffer head = start.slice(0, Math.min(start.limit(), 1 << 16));
    boolean hasArrays = StandardCharsets.ISO_8859_1.decode(head).toString().contains("numpy");
    return new UserError(
        errors.file()
            + " is a pickle, but not of torch.save"
            + (hasArrays
                ? ": it holds NumPy arrays, as the .pkl files of Detectron2 and Caffe2 and the"
                    + " .pdparams files of PaddlePaddle. Their networks cannot be imported; for a"
                    + " supported network, save the arrays as tensors of a state dict with"
                    + " torch.save"
                : ". Name a .pth or .pt file, or save the weights with"
                    + " torch.save(model.state_dict(), \"weights.pth\")"));
  }

  private Map<String, FileRange> extents(TorchValue keys, long position) throws IOException {
    if (!(keys instanceof Sequence sequence)) {
      throw errors.damaged("it has no list of storages");
    }
    Map<String, FileRange> extents = new HashMap<>();
    long at = position;
    for (TorchValue key : sequence.items()) {
      Storage storage = key instanceof Text text ? storages.roots().get(text.value()) : null;
      if (storage == null || extents.containsKey(storage.key())) {
        throw errors.damaged("its list of storages contains one that no tensor uses, or one twice");
      }
      FileRange extent = extent(storage, at);
      extents.put(storage.key(), extent);
      at = extent.offset() + extent.length();
    }
    if (extents.size() != storages.roots().size()) {
      throw errors.damaged("its list of storages lacks some that tensors use");
    }
    return extents;
  }

  private FileRange extent(Storage storage, long at) throws IOException {
    if (size - at < Long.BYTES || size - at - Long.BYTES < storage.rootBytes()) {
      throw errors.damaged("it ends inside storage " + TorchFileErrors.quoted(storage.key()));
    }
    ByteBuffer count = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (count.hasRemaining()) {
      if (channel.read(count, at + count.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    long elements = count.flip().getLong();
    if (elements != storage.rootBytes() / storage.dtype().bytes()) {
      throw errors.damaged(
          "storage "
              + TorchFileErrors.quoted(storage.key())
              + " has "
              + elements
              + " elements, but its tensors need "
              + storage.rootBytes() / storage.dtype().bytes());
    }
    return new FileRange(at + Long.BYTES, storage.rootBytes());
  }
}
