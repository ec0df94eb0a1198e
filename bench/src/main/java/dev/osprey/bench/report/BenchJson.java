package dev.osprey.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.bench.process.Measurement;
import dev.osprey.bench.result.BenchMachine;
import dev.osprey.bench.result.BenchOutcome;
import dev.osprey.bench.result.RowResult;
import dev.osprey.bench.result.SideResult;
import dev.osprey.bench.result.Spread;
import dev.osprey.bench.row.RowTarget;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The results as JSON, with every single time: seconds, bytes, operations in a second. */
public final class BenchJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private BenchJson() {}

  /** One object: machine, versions, peak, rows. */
  public static String text(BenchOutcome outcome) {
    ObjectNode json = JSON.createObjectNode();
    json.set("machine", machine(outcome.machine()));
    texts(json.putObject("versions"), outcome.versions());
    texts(json.putObject("peerVersions"), outcome.peerVersions());
    numbers(json.putObject("convolutionPeak"), outcome.peak().rates());
    json.put("rounds", outcome.rounds()).put("quick", outcome.scope().isQuick());
    ArrayNode rows = json.putArray("rows");
    outcome.rows().forEach(result -> rows.add(row(result)));
    return json.toPrettyString() + "\n";
  }

  /** The machine by itself, as other reports name it too. */
  public static ObjectNode machine(BenchMachine machine) {
    return JSON.createObjectNode()
        .put("processor", machine.processor())
        .put("cores", machine.cores())
        .put("logicalCores", machine.logicalCores())
        .put("threads", machine.threads())
        .put("memory", machine.memory())
        .put("system", machine.system())
        .put("load", machine.load());
  }

  private static ObjectNode row(RowResult result) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("name", result.row().name())
            .put("title", result.row().title())
            .put("group", result.row().group().word())
            .put("peerProject", result.row().peer().name());
    json.set("ours", side(result.ours()));
    result.peer().ifPresent(peer -> json.set("peer", side(peer)));
    result.ratio().ifPresent(ratio -> json.set("ratio", spread(ratio)));
    result.memoryRatio().ifPresent(ratio -> json.put("memoryRatio", ratio));
    result.share().ifPresent(share -> json.put("shareOfPeak", share));
    json.set("target", target(result.row().target()));
    json.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
    ArrayNode misses = json.putArray("misses");
    result.misses().forEach(misses::add);
    return json;
  }

  private static ObjectNode target(RowTarget target) {
    ObjectNode json = JSON.createObjectNode();
    target.time().ifPresent(bound -> json.put("time", bound));
    target.memory().ifPresent(bound -> json.put("memory", bound));
    target.share().ifPresent(bound -> json.put("shareOfPeak", bound));
    target.seconds().ifPresent(bound -> json.put("seconds", bound));
    return json;
  }

  private static ObjectNode side(SideResult side) {
    ObjectNode json = JSON.createObjectNode();
    side.failure().ifPresent(message -> json.put("failure", message));
    if (!side.runs().isEmpty()) {
      json.set("time", spread(Spread.of(side.seconds())));
    }
    ArrayNode runs = json.putArray("runs");
    side.runs().forEach(run -> runs.add(run(run)));
    side.peakMemory().ifPresent(bytes -> json.put("peakMemory", bytes));
    ArrayNode checksums = json.putArray("checksums");
    side.checksums().forEach(checksums::add);
    numbers(json.putObject("facts"), side.facts());
    return json;
  }

  private static ObjectNode run(Measurement run) {
    ObjectNode json = JSON.createObjectNode().put("seconds", run.seconds());
    run.memory().ifPresent(memory -> json.put("resident", memory.resident()));
    return json;
  }

  private static ObjectNode spread(Spread spread) {
    return JSON.createObjectNode()
        .put("median", spread.median())
        .put("least", spread.least())
        .put("most", spread.most());
  }

  private static void texts(ObjectNode json, Map<String, String> values) {
    new TreeMap<>(values).forEach(json::put);
  }

  private static void numbers(ObjectNode json, Map<String, Double> values) {
    new TreeMap<>(values).forEach(json::put);
  }
}
