package dev.osprey.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchMachineTest {
  private static final String TWO_THREADS_OF_EACH_CORE =
      """
      processor	: 0
      model name	: A Processor
      physical id	: 0
      core id		: 0
      processor	: 1
      model name	: A Processor
      physical id	: 0
      core id		: 0
      processor	: 2
      model name	: A Processor
      physical id	: 1
      core id		: 0
      """;

  @Test
  void threadsOfOneCoreAreOneCore() {
    assertThat(BenchMachine.cores(TWO_THREADS_OF_EACH_CORE, 3)).isEqualTo(2);
    assertThat(BenchMachine.processor(TWO_THREADS_OF_EACH_CORE)).contains("A Processor");
  }

  @Test
  void withoutAListOfCoresLogicalOnesCount() {
    assertThat(BenchMachine.cores("", 3)).isEqualTo(3);
    assertThat(BenchMachine.processor("")).isEmpty();
  }

  @Test
  void thisMachineHasAName() {
    BenchMachine machine = BenchMachine.current(2);
    assertThat(machine.processor()).isNotBlank();
    assertThat(machine.cores()).isPositive();
    assertThat(machine.threads()).isEqualTo(2);
  }
}
