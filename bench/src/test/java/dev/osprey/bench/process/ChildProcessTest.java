package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildProcessTest {
  private final OpenChildren children = new OpenChildren();

  @AfterEach
  void endChildren() {
    children.close();
  }

  private ChildProcess start(String behaviour) {
    return new ChildProcess(children, ScriptedChild.command(behaviour), Duration.ofSeconds(60));
  }

  @Test
  void runsTheWorkOnceForEachCallInOneProcess() {
    try (ChildProcess child = start("counts")) {
      assertThat(child.awaitReady()).isEmpty();
      assertThat(child.run().seconds()).isEqualTo(0.5);
      Measurement second = child.run();
      assertThat(second.seconds()).isEqualTo(1);
      assertThat(second.checksum()).isEqualTo("sum 2");
      assertThat(second.facts()).containsEntry("runs", 2.0);
    }
  }

  @Test
  void aRunThatFailsIsToldByTheFirstLineOfItsMessage() {
    try (ChildProcess child = start("counts")) {
      var unused = child.awaitReady();
      var first = child.run();
      var second = child.run();
      assertThat(List.of(first.seconds(), second.seconds())).containsExactly(0.5, 1.0);
      assertThatThrownBy(child::run)
          .isInstanceOf(ChildFailure.class)
          .hasMessage("the third run fails");
    }
  }

  @Test
  void linesThatAreNotOfTheProtocolAreIgnored() {
    try (ChildProcess child = start("junk")) {
      var unused = child.awaitReady();
      assertThat(child.run().checksum()).isEqualTo("sum 1");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "garbled, its report cannot be read",
    "unknown, its report is not one of the protocol",
    "dies, java ended with exit code 3: no room left",
    "python, java ended with exit code 1: ImportError: no torch",
  })
  void aChildThatDoesNotGetReadyIsAFailureWithOneLine(String behaviour, String message) {
    try (ChildProcess child = start(behaviour)) {
      assertThatThrownBy(child::awaitReady)
          .isInstanceOf(ChildFailure.class)
          .hasMessageStartingWith(message);
    }
  }

  @Test
  void aChildThatGivesNoAnswerIsGivenUp() {
    Duration patience = Duration.ofMillis(300);
    try (ChildProcess child =
        new ChildProcess(children, ScriptedChild.command("silent"), patience)) {
      assertThatThrownBy(child::awaitReady).hasMessage("java gave no answer for 0.3 s");
    }
  }

  @Test
  void aProgramThatDoesNotExistIsAFailure() {
    ChildCommand missing = ChildCommand.of(List.of("/no/such/python", "work.py"));
    assertThatThrownBy(() -> new ChildProcess(children, missing, Duration.ofSeconds(1)))
        .isInstanceOf(ChildFailure.class)
        .hasMessageStartingWith("python does not start: ");
  }
}
