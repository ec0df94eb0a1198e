package dev.osprey.parity.comparison;

import dev.osprey.parity.spec.CaseSpec;
import java.nio.file.Path;
import java.util.Optional;

/** A family of cases: reproduces the numbers of a peer and compares them. */
public interface CaseFamily {
  /** Returns a missing file outside the case that the case needs. */
  default Optional<Path> missing(CaseSpec spec) {
    return spec.missingImage();
  }

  void run(CaseSpec spec, Comparison comparison);
}
