package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
  @Test
  void readsResidentAndPeakBytes() {
    String status = "Name:\tjava\nVmPeak:\t  9 kB\nVmHWM:\t    2048 kB\nVmRSS:\t    1024 kB\n";
    assertThat(ProcessMemory.parse(status)).contains(new ProcessMemory(1 << 20, 2 << 20));
  }

  @Test
  void aProcessThatHasEndedHasNoMemory() {
    assertThat(ProcessMemory.parse("Name:\tjava\nState:\tZ (zombie)\n")).isEmpty();
    assertThat(ProcessMemory.of(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void theLargerOfEachFigureCounts() {
    assertThat(new ProcessMemory(1, 5).max(new ProcessMemory(2, 4)))
        .isEqualTo(new ProcessMemory(2, 5));
  }
}
