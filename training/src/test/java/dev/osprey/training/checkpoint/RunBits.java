package dev.osprey.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The content of a finished run that must not depend on interruptions: the model files, the state,
 * the configuration, and the metrics without the columns of times.
 */
record RunBits(Map<String, String> files, List<List<String>> metrics, long events) {
  private static final Set<String> TIMES = Set.of("pictures_per_second", "seconds");

  static RunBits of(Path root) throws IOException {
    RunFolder folder = new RunFolder(root);
    Map<String, String> files = new TreeMap<>();
    for (Path file : List.of(folder.last(), folder.best(), folder.lastState(), folder.config())) {
      files.put(file.getFileName().toString(), FileSha256.of(file));
    }
    return new RunBits(
        files, metrics(folder.metricsCsv()), Files.readAllLines(folder.metricsJsonl()).size());
  }

  private static List<List<String>> metrics(Path csv) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = List.of();
    for (String line : Files.readAllLines(csv)) {
      List<String> cells = Arrays.asList(line.split(",", -1));
      header = header.isEmpty() ? cells : header;
      List<String> kept = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        if (!TIMES.contains(header.get(i))) {
          kept.add(cells.get(i));
        }
      }
      rows.add(kept);
    }
    return rows;
  }

  /** Checks that the folder contains only the files of a finished run. */
  static void requireTidy(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      assertThat(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()))
          .containsExactly(
              "best.safetensors",
              "config.yaml",
              "last.safetensors",
              "last.state.safetensors",
              "log.txt",
              "metrics.csv",
              "metrics.jsonl");
    }
  }
}
