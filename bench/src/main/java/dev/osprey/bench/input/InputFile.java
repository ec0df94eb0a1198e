package dev.osprey.bench.input;

import dev.osprey.bench.process.WorkSettings;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file or folder that some work reads. Equal settings give the same bytes.
 *
 * @param name of the file in the folder of inputs; it tells inputs apart
 * @param kind of {@link InputKinds}
 * @param settings of the kind; those whose keys start with {@code of} name other inputs that must
 *     exist before
 */
public record InputFile(String name, String kind, WorkSettings settings) {

  /** What a child needs to know to make it. */
  public WorkSettings argument(String folder) {
    Map<String, String> all = new TreeMap<>(settings.values());
    all.put("input", kind);
    all.put("name", name);
    all.put("folder", folder);
    return new WorkSettings(all);
  }
}
