package dev.osprey.networks.backbone;

import dev.osprey.core.text.UserError;
import java.util.List;

/** The stages of a backbone that are outputs: 1 to 4 are C2 to C5, strides 4 to 32. */
final class OutStages {
  private OutStages() {}

  /** Requires one or more of the stages 1 to 4 in ascending order. */
  static void require(String backbone, List<Integer> stages) {
    boolean ascending = !stages.isEmpty();
    for (int i = 0; i < stages.size(); i++) {
      int lowest = i == 0 ? 1 : stages.get(i - 1) + 1;
      ascending &= stages.get(i) >= lowest && stages.get(i) <= 4;
    }
    if (!ascending) {
      throw new UserError(
          backbone
              + ": outStages is "
              + stages
              + "; give one or more of 1, 2, 3, 4 (C2 to C5) in ascending order");
    }
  }

  static int last(List<Integer> stages) {
    return stages.get(stages.size() - 1);
  }
}
