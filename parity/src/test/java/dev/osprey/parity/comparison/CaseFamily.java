package dev.osprey.parity.comparison;

import dev.osprey.parity.spec.CaseSpec;
import java.nio.file.Path;
import java.util.Optional;

/** What a case's {@code family} names: how its numbers are made again and compared. */
public interface CaseFamily {
  /** Something outside the case that it needs and that is not here. */
  default Optional<Path> missing(CaseSpec spec) {
    return spec.missingImage();
  }

  void run(CaseSpec spec, Comparison comparison);
}
