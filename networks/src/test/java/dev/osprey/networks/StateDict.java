package dev.osprey.networks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Names and shapes of a peer's state dict; {@code num_batches_tracked} is left out. */
public final class StateDict {
  private StateDict() {}

  /** Reads lines of {@code name 64x3x7x7}. */
  public static Map<String, String> read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(StateDict.class.getResourceAsStream(resource), resource)) {
      Map<String, String> shapes = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> Arrays.asList(line.split(" ", 2)))
          .forEach(pair -> shapes.put(pair.get(0), pair.get(1)));
      return shapes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Map<String, String> of(Module module) {
    Map<String, String> shapes = new LinkedHashMap<>();
    module
        .namedParameters()
        .forEach(
            (name, parameter) ->
                shapes.put(
                    name,
                    Arrays.stream(parameter.shape())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining("x"))));
    return shapes;
  }
}
