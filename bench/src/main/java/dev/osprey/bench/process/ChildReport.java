package dev.osprey.bench.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a child process tells its parent: one line of standard output that starts with {@link
 * #PREFIX} and continues with a JSON object. Other lines are those of libraries and mean nothing.
 */
public sealed interface ChildReport {
  /** The start of each line of the protocol. */
  String PREFIX = "@bench ";

  /**
   * The work is prepared.
   *
   * @param versions of the child's libraries, by name
   */
  record Ready(Map<String, String> versions) implements ChildReport {
    public Ready {
      versions = Map.copyOf(versions);
    }
  }

  /** The work was done once. */
  record Done(Measurement measurement) implements ChildReport {}

  /** The child gives up. */
  record Failed(String message) implements ChildReport {}

  /** The report as a line without its end. */
  default String line() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    if (this instanceof Ready ready) {
      ObjectNode versions = json.putObject("ready");
      ready.versions.forEach(versions::put);
    } else if (this instanceof Failed failed) {
      json.put("failed", failed.message);
    } else if (this instanceof Done done) {
      write(json.putObject("done"), done.measurement);
    }
    return PREFIX + json;
  }

  private static void write(ObjectNode json, Measurement measurement) {
    json.put("seconds", measurement.seconds());
    json.put("checksum", measurement.checksum());
    measurement
        .memory()
        .ifPresent(memory -> json.put("resident", memory.resident()).put("peak", memory.peak()));
    ObjectNode facts = json.putObject("facts");
    measurement.facts().forEach(facts::put);
  }

  /**
   * Reads a line of a child's standard output; empty where it does not belong to the protocol.
   *
   * @throws ChildFailure if it does, but cannot be read
   */
  static Optional<ChildReport> parse(String line) {
    if (!line.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(line.substring(PREFIX.length()));
      if (json.path("ready").isObject()) {
        return Optional.of(new Ready(entries(json.path("ready"), JsonNode::asText)));
      }
      if (json.path("failed").isTextual()) {
        return Optional.of(new Failed(json.path("failed").asText()));
      }
      if (json.path("done").path("seconds").isNumber()) {
        return Optional.of(new Done(measurement(json.path("done"))));
      }
      throw new ChildFailure("its report is not one of the protocol: " + line);
    } catch (JsonProcessingException e) {
      throw new ChildFailure("its report cannot be read: " + line, e);
    }
  }

  private static Measurement measurement(JsonNode json) {
    double seconds = json.path("seconds").asDouble();
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw new ChildFailure("it reports a time of " + json.path("seconds").asText() + " seconds");
    }
    Optional<ProcessMemory> memory =
        json.has("peak")
            ? Optional.of(
                new ProcessMemory(json.path("resident").asLong(), json.path("peak").asLong()))
            : Optional.empty();
    return new Measurement(
        seconds,
        json.path("checksum").asText(),
        memory,
        entries(json.path("facts"), JsonNode::asDouble));
  }

  private static <T> Map<String, T> entries(JsonNode object, Function<JsonNode, T> value) {
    Map<String, T> entries = new LinkedHashMap<>();
    object
        .properties()
        .forEach(entry -> entries.put(entry.getKey(), value.apply(entry.getValue())));
    return entries;
  }
}
