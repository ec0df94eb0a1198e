package dev.osprey.bench.run;

import dev.osprey.bench.process.ChildCommand;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.work.BenchChild;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands that start each side. */
final class ChildCommands {
  /** {@code ./osprey} sets it for our engine; the peer runs as its users run it. */
  private static final Set<String> OURS_ALONE = Set.of("OMP_WAIT_POLICY");

  private final int threads;

  ChildCommands(int threads) {
    this.threads = threads;
  }

  /** A JVM with the class path and options of this one, which sees as many cores as threads. */
  ChildCommand ours(WorkSettings settings) {
    List<String> words =
        JvmCommand.words(BenchChild.class.getName(), "-XX:ActiveProcessorCount=" + threads);
    words.add(settings.json());
    return ChildCommand.of(words);
  }

  /** The interpreter with one of the scripts. */
  ChildCommand peer(PeerPython python, Path script, WorkSettings settings) {
    String count = Integer.toString(threads);
    return new ChildCommand(
        List.of(python.program().toString(), "-u", script.toString(), settings.json()),
        Map.of(
            "OMP_NUM_THREADS",
            count,
            "MKL_NUM_THREADS",
            count,
            // torch.compile in the process itself: its workers would stay and count as memory
            "TORCHINDUCTOR_COMPILE_THREADS",
            "1"),
        OURS_ALONE);
  }

  /** Any program with the environment of this process. */
  static ChildCommand plain(List<String> words) {
    return ChildCommand.of(words);
  }
}
