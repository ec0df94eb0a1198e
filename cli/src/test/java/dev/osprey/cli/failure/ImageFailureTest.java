package dev.osprey.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFailureTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 99 bytes. Error code 12 (Cannot allocate memory)",
        "DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes",
        "std::bad_alloc",
        "Failed to allocate memory for requested buffer of size 12",
        "OpenCV(4.13) error: (-4:Insufficient memory) Failed to allocate 9 bytes",
        "CUDA out of memory. Tried to allocate 2.00 GiB"
      })
  void failedAllocationsOfTheEnginesAreReportedAsOutOfMemory(String message) {
    assertThat(ImageFailure.reason(new RuntimeException(message)))
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("there is not enough memory for this image")
                    .doesNotContain("alloc", "Exception"));
  }

  @Test
  void virtualMachineErrorsAffectOnlyOneImage() {
    assertThat(ImageFailure.reason(new OutOfMemoryError("Java heap space"))).isPresent();
    assertThat(
            ImageFailure.reason(new IllegalStateException(new OutOfMemoryError("Java heap space"))))
        .isPresent();
    assertThat(ImageFailure.reason(new StackOverflowError()))
        .hasValueSatisfying(reason -> assertThat(reason).contains("nested too deeply"));
    assertThat(ImageFailure.reason(new ExceptionInInitializerError(new RuntimeException("x"))))
        .hasValueSatisfying(reason -> assertThat(reason).contains("could not be loaded (x)"));
    assertThat(ImageFailure.reason(new UnsatisfiedLinkError("no jnitorch"))).isPresent();
  }

  @Test
  void userErrorsKeepTheirMessageAndBugsHaveNone() {
    assertThat(ImageFailure.reason(new UserError("a.png is empty"))).contains("a.png is empty");
    assertThat(ImageFailure.reason(new NullPointerException("x"))).isEmpty();
  }
}
