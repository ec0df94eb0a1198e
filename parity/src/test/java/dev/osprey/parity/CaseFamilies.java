package dev.osprey.parity;

import java.util.Map;

/** The catalogue of families; one that is not in it fails its cases. */
final class CaseFamilies {
  private static final Map<String, CaseFamily> FAMILIES =
      Map.of("ops", new OpsFamily(), "coco_eval", new CocoEvalFamily());

  private CaseFamilies() {}

  static CaseFamily of(CaseSpec spec) {
    CaseFamily family = FAMILIES.get(spec.family());
    if (family == null) {
      throw new CaseError(
          "unknown family \"" + spec.family() + "\"; known are " + FAMILIES.keySet());
    }
    return family;
  }
}
