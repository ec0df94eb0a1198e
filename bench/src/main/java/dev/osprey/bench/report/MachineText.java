package dev.osprey.bench.report;

import dev.osprey.bench.result.BenchMachine;
import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.ConvolutionPeak;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The machine, the libraries and the peak in a few lines. */
final class MachineText {
  private static final double GIB = 1L << 30;

  private MachineText() {}

  static List<String> lines(BenchOutcome outcome) {
    List<String> lines = new ArrayList<>();
    lines.add(machine(outcome.machine()));
    lines.add("ours: " + joined(outcome.versions()));
    if (!outcome.peerVersions().isEmpty()) {
      lines.add("peer: " + joined(outcome.peerVersions()));
    }
    if (!outcome.peak().rates().isEmpty()) {
      lines.add("convolution peak: " + peak(outcome.peak()));
    }
    if (outcome.scope().isQuick()) {
      lines.add("--quick: the inputs are so small that these times mean nothing");
    }
    if (outcome.machine().isBusy()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "other work was running (load %.1f at the start): measure again on a quiet machine",
              outcome.machine().load()));
    }
    return lines;
  }

  private static String machine(BenchMachine machine) {
    return String.format(
        Locale.ROOT,
        "%s, %d cores (%d logical), %d threads, %.0f GiB, %s",
        machine.processor(),
        machine.cores(),
        machine.logicalCores(),
        machine.threads(),
        machine.memory() / GIB,
        machine.system());
  }

  private static String peak(ConvolutionPeak peak) {
    List<String> rates = new ArrayList<>();
    peak.sorted().forEach((engine, rate) -> rates.add(engine + " " + Figures.gigaRate(rate)));
    return String.join(", ", rates);
  }

  private static String joined(Map<String, String> versions) {
    List<String> parts = new ArrayList<>();
    new TreeMap<>(versions).forEach((name, version) -> parts.add(name + " " + version));
    return String.join(", ", parts);
  }
}
