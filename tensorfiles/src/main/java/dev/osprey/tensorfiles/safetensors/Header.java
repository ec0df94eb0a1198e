package dev.osprey.tensorfiles.safetensors;

import dev.osprey.tensorfiles.TensorInfo;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A checked header of a safetensors file: tensors by name in the header's order, and the metadata
 * strings.
 */
record Header(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
  Header {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
