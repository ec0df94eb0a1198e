package dev.osprey.parity.detector;

import dev.osprey.detection.output.ForwardPass;
import dev.osprey.torch.Batch;
import dev.osprey.torch.TorchOps;
import java.util.List;

/**
 * The runs of a detector on the images of a case.
 *
 * @param ops libtorch's operations, for values inside the network
 * @param passes one on libtorch, and one on the engine that is chosen by itself where it is another
 */
public record CaseRuns(TorchOps ops, Batch batch, List<ForwardPass> passes) {
  public CaseRuns {
    passes = List.copyOf(passes);
  }
}
