package dev.osprey.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutputFailureTest {
  @Test
  void fullDiskExitsWith2() {
    Optional<IOException> full = Optional.of(new IOException("No space left on device"));
    assertThat(OutputFailure.exitCode(full, 0)).isEqualTo(2);
  }

  @Test
  void closedPipeGivesTheExitCodeOfSigpipe() {
    Optional<IOException> closed = Optional.of(new IOException("Broken pipe"));
    assertThat(OutputFailure.exitCode(closed, 0)).isEqualTo(141);
  }

  @Test
  void exitCodeIsKeptWithoutAFailure() {
    assertThat(OutputFailure.exitCode(Optional.empty(), 3)).isEqualTo(3);
  }
}
