package dev.osprey.parity;

import dev.osprey.parity.comparison.CaseFamily;
import dev.osprey.parity.comparison.Comparison;
import dev.osprey.parity.comparison.ExpectedTensors;
import dev.osprey.parity.comparison.Finding;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a case in one line. */
record CaseResult(
    boolean passed,
    String line,
    List<String> notes,
    List<Finding> findings,
    @Nullable Throwable cause) {

  /** Runs the case in {@code folder}. An exception becomes a failed result. */
  static CaseResult of(Path folder) {
    try {
      CaseSpec spec = CaseSpec.read(folder);
      CaseFamily family = CaseFamilyCatalog.of(spec);
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
