package dev.osprey.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final List<String> endings = new ArrayList<>();
  private long now;
  private final Interruption interruption =
      new Interruption(
          new PrintStream(bytes, true, StandardCharsets.UTF_8),
          () -> now,
          new Interruption.Ending() {
            @Override
            public void end(int exitCode) {
              endings.add("end " + exitCode);
            }

            @Override
            public void endAtOnce(Interruption.Kind kind) {
              endings.add("at once " + kind);
            }
          },
          "nothing is trained yet");

  private List<String> printed() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void endsTheProcessIfThereIsNothingToSave() {
    interruption.on(Interruption.Kind.INT);
    assertThat(endings).containsExactly("end 130");
    assertThat(printed()).containsExactly("interrupted: nothing is trained yet");
  }

  @Test
  void firstSignalStopsTheWorkAndTheSecondEndsTheProcess() {
    List<String> requests = new ArrayList<>();
    interruption.stopBy("saving", () -> requests.add("stop"));
    assertThat(interruption.isRequested()).isFalse();
    interruption.on(Interruption.Kind.TERM);
    assertThat(interruption.isRequested()).isTrue();
    assertThat(interruption.exitCode()).isEqualTo(143);
    now += SECOND;
    interruption.on(Interruption.Kind.INT);
    assertThat(requests).containsExactly("stop");
    assertThat(endings).containsExactly("at once INT");
  }

  /** GNU timeout sends a signal to the process and then to its whole group. */
  @Test
  void twoSignalsInQuickSuccessionCountAsOne() {
    interruption.stopBy("saving", () -> {});
    interruption.on(Interruption.Kind.INT);
    now += SECOND / 10;
    interruption.on(Interruption.Kind.INT);
    assertThat(endings).isEmpty();
  }

  @Test
  void endsTheProcessAfterTheWork() {
    interruption.stopBy("saving", () -> {});
    interruption.close();
    interruption.on(Interruption.Kind.HUP);
    assertThat(endings).containsExactly("end 129");
  }
}
