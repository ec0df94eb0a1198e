package dev.osprey.weights.peers;

import dev.osprey.weights.naming.WrapperPrefix;
import dev.osprey.weights.safetensors.StoredTensor;
import dev.osprey.weights.safetensors.TensorFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file whose names all have a wrapper's prefix, without it. */
final class UnwrappedFile implements TensorFile {
  private final TensorFile wrapped;
  private final String prefix;
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private UnwrappedFile(TensorFile wrapped, String prefix) {
    this.wrapped = wrapped;
    this.prefix = prefix;
    wrapped
        .tensors()
        .forEach((name, tensor) -> tensors.put(name.substring(prefix.length()), tensor));
  }

  /** The file itself where there is no such prefix. */
  static TensorFile of(TensorFile file) {
    String prefix = WrapperPrefix.of(file.tensors().keySet());
    return prefix.isEmpty() ? file : new UnwrappedFile(file, prefix);
  }

  @Override
  public Path file() {
    return wrapped.file();
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  @Override
  public StoredTensor tensor(String name) {
    return wrapped.tensor(prefix + name);
  }

  @Override
  public ByteBuffer values(String name) {
    return wrapped.values(prefix + name);
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
