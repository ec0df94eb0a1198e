package dev.osprey.data.format.reading;

import dev.osprey.data.Dataset;
import java.nio.file.Path;
import java.util.List;

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
   * Reads the annotations; images are looked for, not decoded.
   *
   * @param problems takes what is wrong with single entries, and what is worth a warning
   * @throws dev.osprey.core.text.UserError where the data set as a whole cannot be read
   */
  Dataset read(DatasetSource source, EntryProblems problems);
}
