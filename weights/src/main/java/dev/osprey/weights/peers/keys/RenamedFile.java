package dev.osprey.weights.peers.keys;

import dev.osprey.tensorfiles.StoredTensor;
import dev.osprey.tensorfiles.TensorFile;
import dev.osprey.tensorfiles.pickle.WrapperPrefix;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file with some of its tensors under other names. */
public final class RenamedFile implements TensorFile {
  private final TensorFile file;
  private final Map<String, String> keys;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  /**
   * @param keys the file's key for each new name
   */
  public RenamedFile(TensorFile file, Map<String, String> keys) {
    this.file = file;
    this.keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
    this.keys.forEach((name, key) -> tensors.put(name, file.tensor(key)));
  }

  /**
   * Returns the file without a wrapper prefix that all names share, or the file itself if there is
   * none.
   */
  public static TensorFile unwrapped(TensorFile file) {
    int length = WrapperPrefix.of(file.tensors().keySet()).length();
    if (length == 0) {
      return file;
    }
    Map<String, String> keys = new LinkedHashMap<>();
    file.tensors().keySet().forEach(key -> keys.put(key.substring(length), key));
    return new RenamedFile(file, keys);
  }

  @Override
  public Path file() {
    return file.file();
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public StoredTensor tensor(String name) {
    return file.tensor(keys.getOrDefault(name, name));
  }

  @Override
  public ByteBuffer values(String name) {
    return file.values(keys.getOrDefault(name, name));
  }

  @Override
  public void close() {
    file.close();
  }
}
