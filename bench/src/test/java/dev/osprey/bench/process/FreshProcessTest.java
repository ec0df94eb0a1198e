package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreshProcessTest {
  @TempDir Path folder;

  /** Writes a file, if its argument is the path of one. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) throws Exception {
      if (!arguments[0].equals("nothing")) {
        Files.writeString(Path.of(arguments[0]), "four");
      }
    }
  }

  private Measurement run(ChildCommand command, Path output) {
    try (OpenChildren children = new OpenChildren();
        FreshProcess program =
            new FreshProcess(children, command, output, Duration.ofSeconds(60))) {
      return program.run();
    }
  }

  @Test
  void eachRunIsAProcessThatWritesItsFile() {
    Path output = folder.resolve("out.json");
    Measurement run = run(ScriptedChild.command(Writer.class, output.toString()), output);
    assertThat(run.checksum()).isEqualTo("1 file");
    assertThat(output).doesNotExist();
  }

  @Test
  void aProgramWithoutItsFileIsAFailure() {
    ChildCommand command = ScriptedChild.command(Writer.class, "nothing");
    assertThatThrownBy(() -> run(command, folder.resolve("out.json")))
        .isInstanceOf(ChildFailure.class)
        .hasMessageStartingWith("java wrote no file");
  }

  @Test
  void aProgramThatFailsIsAFailureWithItsError() {
    assertThatThrownBy(() -> run(ScriptedChild.command("dies"), folder.resolve("out.json")))
        .isInstanceOf(ChildFailure.class)
        .hasMessage("java ended with exit code 3: no room left");
  }

  @Test
  void aProgramThatDoesNotExistIsAFailure() {
    ChildCommand missing = ChildCommand.of(List.of("/no/such/program"));
    assertThatThrownBy(() -> run(missing, folder.resolve("out.json")))
        .isInstanceOf(ChildFailure.class)
        .hasMessageStartingWith("program does not start");
  }
}
