package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartClassesTest {

  /**
   * The archive of classes is made from a run on each engine; a run that fails would archive less.
   */
  @Test
  void imagesAreDetectedInOnEachEngine(@TempDir Path folder) {
    StartClasses.main(new String[] {folder.toString()});
    for (String engine : new String[] {"auto", "torch"}) {
      assertThat(folder.resolve(engine)).isDirectoryContaining("glob:**detections.json");
      assertThat(folder.resolve(engine)).isDirectoryContaining("glob:**image.jpg");
      assertThat(folder.resolve(engine)).isDirectoryContaining("glob:**image.png");
    }
  }
}
