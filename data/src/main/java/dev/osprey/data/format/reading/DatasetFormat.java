package dev.osprey.data.format.reading;

import dev.osprey.data.Dataset;
import java.nio.file.Path;
import java.util.List;

/** A layout of data sets on disk. Implementations are stateless. */
public interface DatasetFormat {

  /** Describes the layout that {@link #recognises} looks for, for messages. */
  String layout();

  /** Whether {@code folder} has this layout. */
  boolean recognises(Path folder);

  /** Whether an annotation file or folder that the user names is of this format. */
  boolean recognisesAnnotations(Path annotations);

  /** The splits of {@code folder}, sorted. */
  List<String> splits(Path folder);

  /**
   * Reads the annotations; images are searched for, not decoded.
   *
   * @param problems receives the faults of single entries, and warnings
   * @throws dev.osprey.core.text.UserError if the data set as a whole cannot be read
   */
  Dataset read(DatasetSource source, EntryProblems problems);
}
