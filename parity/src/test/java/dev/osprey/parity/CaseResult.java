package dev.osprey.parity;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a case, in one line. */
record CaseResult(
    boolean passed,
    String line,
    List<String> notes,
    List<Finding> findings,
    @Nullable Throwable cause) {

  /** Runs the case in {@code folder}; whatever stops it is its result. */
  static CaseResult of(Path folder) {
    try {
      CaseSpec spec = CaseSpec.read(folder);
      CaseFamily family = CaseFamilies.of(spec);
      try (ExpectedTensors expected = ExpectedTensors.of(spec)) {
        Comparison comparison = new Comparison(expected);
        family.run(spec, comparison);
        comparison.finish();
        return new CaseResult(
            comparison.passed(),
            comparison.toString(),
            comparison.notes(),
            comparison.findings(),
            null);
      }
    } catch (RuntimeException | Error e) {
      String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      String what =
          e instanceof CaseError ? message : e.getClass().getSimpleName() + ": " + message;
      return new CaseResult(false, "FAILED, " + what, List.of(), List.of(), e);
    }
  }
}
