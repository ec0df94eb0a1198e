package dev.osprey.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerPythonTest {
  @TempDir Path folder;

  @Test
  void anInterpreterThatDoesNotExistSaysHowToMakeOne() {
    assertThatThrownBy(() -> PeerPython.open(folder.resolve("python")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it does not start")
        .hasMessageContaining("./osprey bench --install-python DIR");
  }

  @Test
  void aFolderNamesTheInterpreterOfItsVirtualEnvironment() throws Exception {
    assertThat(PeerPython.program(folder)).isEqualTo(folder.resolve("bin").resolve("python"));
    Files.createDirectories(folder.resolve("Scripts"));
    Path windows = Files.createFile(folder.resolve("Scripts").resolve("python.exe"));
    assertThat(PeerPython.program(folder)).isEqualTo(windows);
  }

  @Test
  void anExistingFolderIsNotInstalledInto() {
    assertThatThrownBy(() -> PythonInstallation.make(Path.of("python3"), folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void everyScriptIsPartOfThisModule() {
    Path scripts = folder.resolve("peers");
    PeerScripts.copy(scripts);
    assertThat(scripts.resolve("detect.py")).isNotEmptyFile();
    assertThat(scripts.toFile().list()).hasSize(9);
  }
}
