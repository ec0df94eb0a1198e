package dev.osprey.bench.work;

import dev.osprey.bench.input.InputKinds;
import dev.osprey.bench.process.ChildLoop;
import dev.osprey.bench.process.RepeatedWork;
import dev.osprey.bench.process.WorkResult;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.core.runtime.OspreyVersion;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The program that runs Osprey's side of a comparison, or makes one input, in a process of its own.
 * Its argument is a {@link WorkSettings} in JSON whose key {@code work} or {@code input} names what
 * to do.
 */
public final class BenchChild {
  private static final Map<String, Function<WorkSettings, RepeatedWork>> WORKS =
      Map.of(
          "detect", DetectionWork::new,
          "train", TrainingWork::new,
          "nms", NmsWork::new,
          "roialign", RegionPoolingWork::new,
          "evaluate", EvaluationWork::new,
          "load", LoadingWork::new,
          "convolution", ConvolutionWork::new);

  private BenchChild() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    PrintStream reports = System.out;
    System.setOut(System.err); // what libraries print is no report
    WorkSettings settings = WorkSettings.parse(arguments[0]);
    int exitCode =
        new ChildLoop(System.in, reports).serve(() -> prepare(settings), () -> versions(settings));
    System.exit(exitCode);
  }

  private static RepeatedWork prepare(WorkSettings settings) {
    if (settings.values().containsKey("input")) {
      InputKinds.make(settings);
      return new Nothing();
    }
    String name = settings.text("work");
    Function<WorkSettings, RepeatedWork> work = WORKS.get(name);
    if (work == null) {
      throw new IllegalArgumentException("no work is called " + name);
    }
    return work.apply(settings);
  }

  private static Map<String, String> versions(WorkSettings settings) {
    Map<String, String> versions = new TreeMap<>();
    versions.put("Osprey", OspreyVersion.TEXT);
    versions.put("Java", Runtime.version().toString());
    if (settings.text("work", "").equals("convolution")) {
      EngineVersions.add(versions);
    }
    return versions;
  }

  /** After an input was made there is nothing to repeat. */
  private static final class Nothing implements RepeatedWork {
    @Override
    public WorkResult run() {
      return new WorkResult(0, "", Map.of());
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
