package dev.osprey.data.format;

import dev.osprey.data.Dataset;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** A layout of data sets on disk. Implementations hold no state. */
public interface DatasetFormat {

  /** What {@link #recognises} looks for, as a message says it. */
  String layout();

  /** Whether {@code folder} has this layout. */
  boolean recognises(Path folder);

  /** Whether an annotation file or folder that was given outright is of this format. */
  boolean recognisesAnnotations(Path annotations);

  /** The parts that {@code folder} can be read in, sorted. */
  List<String> splits(Path folder);

  /**
   * Reads the annotations; pictures are looked for, not decoded.
   *
   * @param warnings takes one line for each box that is left out or changed
   * @throws dev.osprey.core.UserError where something is missing or wrong
   */
  Dataset read(DatasetSource source, Consumer<String> warnings);
}
