package dev.osprey.bench.result;

import dev.osprey.bench.row.BenchScope;
import java.util.List;
import java.util.Map;

/**
 * All results of a run.
 *
 * @param versions of our libraries
 * @param peerVersions of the peer's libraries; empty without a peer
 * @param rounds measured pairs of each row
 * @param scope of the inputs
 */
public record BenchOutcome(
    BenchMachine machine,
    Map<String, String> versions,
    Map<String, String> peerVersions,
    ConvolutionPeak peak,
    List<RowResult> rows,
    int rounds,
    BenchScope scope) {
  public BenchOutcome {
    versions = Map.copyOf(versions);
    peerVersions = Map.copyOf(peerVersions);
    rows = List.copyOf(rows);
  }
}
