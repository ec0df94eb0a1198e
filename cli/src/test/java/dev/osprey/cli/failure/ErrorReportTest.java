package dev.osprey.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.core.text.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ErrorReportTest {
  private final StringWriter printed = new StringWriter();
  private final ErrorReport report = new ErrorReport(new PrintWriter(printed, true), false);

  private String mistake(Throwable error) {
    assertThat(report.report(error)).isEqualTo(2);
    assertThat(printed.toString()).doesNotContain("\tat ", "  at ", "Exception", "Error:");
    return printed.toString();
  }

  @Test
  void outOfMemoryIsOneMessageWithAdvice() {
    assertThat(mistake(new OutOfMemoryError("Java heap space")))
        .contains("Java is out of memory", "training.batchSize", "OSPREY_JAVA_OPTIONS=-Xmx8g");
  }

  @Test
  void outOfMemoryInLibtorchIsOneMessage() {
    String libtorch =
        "[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory:"
            + " you tried to allocate 99 bytes. Error code 12 (Cannot allocate memory)\nframes";
    assertThat(mistake(new IllegalStateException(new RuntimeException(libtorch))))
        .contains("this machine is out of memory");
    assertThat(mistake(new RuntimeException("std::bad_alloc"))).contains("memory");
  }

  @Test
  void outOfMemoryOnAGpuIsOneMessage() {
    assertThat(mistake(new RuntimeException("CUDA out of memory. Tried to allocate 2 GiB")))
        .contains("the GPU is out of memory", "--device cpu");
  }

  @Test
  void stackOverflowIsOneMessage() {
    assertThat(mistake(new StackOverflowError())).contains("nested too deeply", "-Xss");
  }

  @Test
  void failedClassInitializationIsOneMessage() {
    assertThat(mistake(new ExceptionInInitializerError(new IOException("No space left on device"))))
        .contains("cannot be unpacked", "no space left on device");
    assertThat(mistake(new UnsatisfiedLinkError("no jnitorch in java.library.path")))
        .contains("cannot be loaded", "no jnitorch");
    assertThat(mistake(new ExceptionInInitializerError(new UserError("not for this machine"))))
        .endsWith("error: not for this machine" + System.lineSeparator());
  }

  @Test
  void lineBreakInANameDoesNotLookLikeAnotherMessage() {
    assertThat(mistake(new UserError("a\nerror: b.jpg: gone"))).contains("error: a\n  error: b");
  }

  @Test
  void bugIsReportedWithAStackTrace() {
    assertThat(report.report(new IllegalStateException("odd"))).isEqualTo(1);
    assertThat(printed.toString()).contains("bug in Osprey", "odd");
  }
}
