package dev.osprey.bench.process;

import java.util.List;
import java.util.Map;

/** A child process whose behaviour its argument names, for tests of its parent. */
final class ScriptedChild {
  private ScriptedChild() {}

  static ChildCommand command(String behaviour) {
    return command(ScriptedChild.class, behaviour);
  }

  /** A JVM with the class path of the tests. */
  static ChildCommand command(Class<?> main, String argument) {
    return ChildCommand.of(
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            argument));
  }

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "counts" -> System.exit(new ChildLoop(System.in, System.out).serve(Count::new, Map::of));
      case "junk" -> {
        System.out.println("a library greets\n{\"ready\": 1}\n@benchmark\n\n");
        System.exit(new ChildLoop(System.in, System.out).serve(Count::new, Map::of));
      }
      case "garbled" -> System.out.println(ChildReport.PREFIX + "{\"ready\": ");
      case "unknown" -> System.out.println(ChildReport.PREFIX + "{\"hello\": 1}");
      case "dies" -> {
        System.err.println("no room left\nand more");
        System.exit(3);
      }
      case "python" -> {
        System.err.println("Traceback (most recent call last):\n  File x\nImportError: no torch");
        System.exit(1);
      }
      case "silent" -> Thread.sleep(60_000);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Counts its runs; the third fails. */
  private static final class Count implements RepeatedWork {
    private int runs;

    @Override
    public WorkResult run() {
      runs++;
      if (runs == 3) {
        throw new IllegalStateException("the third run fails\nwith details");
      }
      return new WorkResult(0.5 * runs, "sum " + runs, Map.of("runs", (double) runs));
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
