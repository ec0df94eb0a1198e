package dev.osprey.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenChildrenTest {
  /** A program that starts a silent child, prints its process id, and waits. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws Exception {
      OpenChildren children = new OpenChildren();
      System.out.println(children.start(ScriptedChild.command("silent")).pid());
      Thread.sleep(60_000);
    }
  }

  @Test
  void childrenEndWithAParentThatIsStopped() throws Exception {
    Process parent = ScriptedChild.command(Parent.class, "").builder().start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      parent.destroy(); // SIGTERM runs the same hooks as Ctrl-C
      assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
      child.onExit().get(30, TimeUnit.SECONDS);
      assertThat(child.isAlive()).isFalse();
    } finally {
      parent.descendants().forEach(ProcessHandle::destroyForcibly);
      var unused = parent.destroyForcibly();
    }
  }

  @Test
  void closingEndsChildren() throws Exception {
    Process child;
    try (OpenChildren children = new OpenChildren()) {
      child = children.start(ScriptedChild.command("silent"));
      assertThat(child.isAlive()).isTrue();
    }
    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }
}
