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
 * The format of {@code torch.save} since 1.6: a zip file with one folder that contains {@code
 * data.pkl}, one entry {@code data/KEY} for each storage, and in newer files {@code byteorder}.
 */
public final class ZipLayout {
  private static final String PICKLE = "data.pkl";
  private static final String BYTE_ORDER = "byteorder";

  private final FileChannel channel;
  private final TorchFileErrors errors;
  private final ZipArchive archive;
  private final String folder;

  private ZipLayout(FileChannel channel, TorchFileErrors errors) throws IOException {
    this.channel = channel;
    this.errors = errors;
    archive = ZipArchive.read(channel, errors);
    folder = folder();
  }

  public static Layout read(FileChannel channel, TorchFileErrors errors) throws IOException {
    return new ZipLayout(channel, errors).read();
  }

  private Layout read() throws IOException {
    ByteBuffer pickle = map(require(PICKLE));
    MemoryBudget budget = new MemoryBudget(errors, pickle.remaining());
    StorageTable storages = new StorageTable(errors, channel.size());
    PickleReader in = new PickleReader(pickle, errors, budget);
    TorchValue root = new PickleMachine(in, errors, budget, storages).run();
    Map<String, FileRange> extents = new HashMap<>();
    for (Storage storage : storages.roots().values()) {
      FileRange extent = require("data/" + storage.key());
      if (extent.length() != storage.rootBytes()) {
        throw errors.damaged(
            "storage "
                + TorchFileErrors.quoted(storage.key())
                + " should have "
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
      throw WrongZipFile.error(errors.file(), archive.names());
    }
    if (pickles.size() > 1) {
      throw WrongZipFile.several(errors.file(), pickles);
    }
    String folder = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
    if (archive.names().contains(folder + "constants.pkl")) {
      throw new UserError(
          errors.file()
              + " is a TorchScript program, which is code. Save only its weights: python -c"
              + " 'import torch; model = torch.jit.load(\""
              + errors.file()
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
      default -> throw errors.damaged("its byteorder is neither little nor big");
    };
  }

  private FileRange require(String name) {
    return archive.require(folder + name);
  }

  private ByteBuffer map(FileRange extent) throws IOException {
    if (extent.length() > LegacyLayout.LARGEST_PICKLE) {
      throw errors.damaged("its pickle has " + extent.length() + " bytes");
    }
    return channel.map(FileChannel.MapMode.READ_ONLY, extent.offset(), extent.length());
  }
}
