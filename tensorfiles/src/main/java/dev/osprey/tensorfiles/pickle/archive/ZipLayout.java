package dev.osprey.tensorfiles.pickle.archive;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.machine.FileRange;
import dev.osprey.tensorfiles.pickle.machine.MemoryBudget;
import dev.osprey.tensorfiles.pickle.machine.PickleMachine;
import dev.osprey.tensorfiles.pickle.machine.PickleReader;
import dev.osprey.tensorfiles.pickle.machine.Storage;
import dev.osprey.tensorfiles.pickle.machine.StorageTable;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} since 1.6: a zip file with one folder, in it {@code data.pkl},
 * one entry {@code data/KEY} for each storage, and in newer files {@code byteorder}.
 */
public final class ZipLayout {
  private static final String PICKLE = "data.pkl";
  private static final String BYTE_ORDER = "byteorder";

  private final FileChannel channel;
  private final TorchFileErrors refusal;
  private final ZipArchive archive;
  private final String folder;

  private ZipLayout(FileChannel channel, TorchFileErrors refusal) throws IOException {
    this.channel = channel;
    this.refusal = refusal;
    archive = ZipArchive.read(channel, refusal);
    folder = folder();
  }

  public static Layout read(FileChannel channel, TorchFileErrors refusal) throws IOException {
    return new ZipLayout(channel, refusal).read();
  }

  private Layout read() throws IOException {
    ByteBuffer pickle = map(require(PICKLE));
    MemoryBudget budget = new MemoryBudget(refusal, pickle.remaining());
    StorageTable storages = new StorageTable(refusal, channel.size());
    PickleReader in = new PickleReader(pickle, refusal, budget);
    TorchValue root = new PickleMachine(in, refusal, budget, storages).run();
    Map<String, FileRange> extents = new HashMap<>();
    for (Storage storage : storages.roots().values()) {
      FileRange extent = require("data/" + storage.key());
      if (extent.length() != storage.rootBytes()) {
        throw refusal.damaged(
            "storage "
                + TorchFileErrors.quoted(storage.key())
                + " is said to have "
                + storage.rootBytes()
                + " bytes, but its entry has "
                + extent.length());
      }
      extents.put(storage.key(), extent);
    }
    return new Layout(root, extents, byteOrder());
  }

  private String folder() {
    List<String> pickles =
        archive.names().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .toList();
    if (pickles.isEmpty()) {
      throw WrongZipFile.error(refusal.file(), archive.names());
    }
    if (pickles.size() > 1) {
      throw WrongZipFile.several(refusal.file(), pickles);
    }
    String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (archive.names().contains(folder + "constants.pkl")) {
      throw new UserError(
          refusal.file()
              + " is a TorchScript program, which is code. Save its weights alone: python -c"
              + " 'import torch; model = torch.jit.load(\""
              + refusal.file()
              + "\", map_location=\"cpu\"); torch.save(model.state_dict(), \"weights.pth\")'");
    }
    return folder;
  }

  private ByteOrder byteOrder() throws IOException {
    if (!archive.names().contains(folder + BYTE_ORDER)) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    FileRange entry = require(BYTE_ORDER);
    String text =
        entry.length() > 16 ? "" : StandardCharsets.ISO_8859_1.decode(map(entry)).toString();
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw refusal.damaged("its byteorder is neither little nor big");
    };
  }

  private FileRange require(String name) {
    return archive.require(folder + name);
  }

  private ByteBuffer map(FileRange extent) throws IOException {
    if (extent.length() > LegacyLayout.LARGEST_PICKLE) {
      throw refusal.damaged("its pickle has " + extent.length() + " bytes");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, extent.offset(), extent.length());
  }
}
