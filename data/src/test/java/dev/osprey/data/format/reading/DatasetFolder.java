package dev.osprey.data.format.reading;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.Annotation;
import dev.osprey.core.Box;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.format.DatasetFormats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of a data set that is written into a folder file by file, then read with its warnings. */
public abstract class DatasetFolder {
  @TempDir protected Path folder;
  protected final List<String> warnings = new ArrayList<>();
  protected DrawnFiles files;

  @BeforeEach
  protected void openFolder() {
    files = new DrawnFiles(folder);
  }

  protected final Dataset read(DatasetSource source) {
    return DatasetFormats.read(source, warnings::add);
  }

  /** Reads the folder in the layout that it has. */
  protected final Dataset read() {
    return read(DatasetSource.of(folder));
  }

  /** Asserts that reading the folder throws a user error. */
  protected final AbstractThrowableAssert<?, ? extends Throwable> assertMistake() {
    return assertThatThrownBy(this::read).isInstanceOf(UserError.class);
  }

  /** The boxes of all images, in their order. */
  protected static List<Box> boxes(Dataset dataset) {
    return dataset.samples().stream()
        .flatMap(sample -> sample.annotations().stream())
        .map(Annotation::box)
        .toList();
  }
}
