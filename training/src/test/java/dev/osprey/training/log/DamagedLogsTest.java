package dev.osprey.training.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.training.checkpoint.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamagedLogsTest {
  private static final String ROW = "1,3,0.01,1.5\n";
  private static final String EVENT = "{\"event\":\"step\",\"epoch\":1,\"step\":1}\n";

  @TempDir Path temp;
  private final List<String> notes = new ArrayList<>();

  @Test
  void doesNotChangeUndamagedLogs() throws IOException {
    RunFolder folder = folder("epoch,step,rate,loss\n" + ROW, EVENT, "all is well\n");
    repair(folder);
    assertThat(notes).isEmpty();
    assertThat(folder.metricsCsv()).hasContent("epoch,step,rate,loss\n" + ROW);
    assertThat(folder.metricsJsonl()).hasContent(EVENT);
  }

  @Test
  void removesIncompleteLastLine() throws IOException {
    RunFolder folder = folder("epoch,step,rate,loss\n" + ROW + "2,6", EVENT + "{\"ev", "a\nb");
    repair(folder);
    assertThat(notes).hasSize(3).allMatch(note -> note.endsWith("was incomplete and was removed"));
    assertThat(folder.metricsCsv()).hasContent("epoch,step,rate,loss\n" + ROW);
    assertThat(folder.metricsJsonl()).hasContent(EVENT);
    assertThat(folder.log()).hasContent("a\n");
  }

  @Test
  void keepsReadableLinesAndRenamesDamagedLog() throws IOException {
    String binary = "\0\1\uFFFE\n";
    RunFolder folder =
        folder("epoch,step\n" + binary + ROW, EVENT + "{\"half\n" + EVENT, "a\n" + binary + "b\n");
    Files.write(folder.log(), new byte[] {'a', '\n', (byte) 0xE4, '\n', 'b', '\n'}); // Latin-1's ä
    repair(folder);
    assertThat(folder.metricsCsv()).hasContent("epoch,step\n" + ROW);
    assertThat(folder.metricsJsonl()).hasContent(EVENT + EVENT);
    assertThat(folder.log()).hasContent("a\nb\n");
    assertThat(notes).hasSize(3).allMatch(note -> note.contains("1 of its lines cannot be read"));
    assertThat(Files.readAllBytes(folder.root().resolve("log.txt.damaged"))).contains(0xE4);
    assertThat(folder.root().resolve("metrics.csv.damaged")).exists();
    assertThat(folder.root().resolve("metrics.jsonl.damaged")).exists();
  }

  @Test
  void renamesFolderOrLinkInPlaceOfALog() throws IOException {
    RunFolder folder = folder("", EVENT, "");
    Files.delete(folder.metricsCsv());
    Files.createDirectories(folder.metricsCsv().resolve("inside"));
    Path elsewhere = Files.writeString(temp.resolve("elsewhere"), "precious");
    Files.delete(folder.log());
    Files.createSymbolicLink(folder.log(), elsewhere);
    repair(folder);
    assertThat(notes).hasSize(2);
    assertThat(folder.root().resolve("metrics.csv.damaged/inside")).isDirectory();
    assertThat(folder.metricsCsv()).doesNotExist();
    assertThat(folder.log()).doesNotExist();
    assertThat(elsewhere).hasContent("precious");
  }

  private RunFolder folder(String csv, String jsonl, String log) throws IOException {
    RunFolder folder = RunFolder.create(temp.resolve("run"));
    Files.write(folder.metricsCsv(), csv.getBytes(StandardCharsets.UTF_8));
    Files.write(folder.metricsJsonl(), jsonl.getBytes(StandardCharsets.UTF_8));
    Files.write(folder.log(), log.getBytes(StandardCharsets.UTF_8));
    return folder;
  }

  private void repair(RunFolder folder) {
    LogFile.repair(folder.log(), notes::add);
    MetricsCsv.repair(folder.metricsCsv(), notes::add);
    MetricsJsonl.repair(folder.metricsJsonl(), notes::add);
  }

  @Test
  void reportsEpochsWithoutARow() throws IOException {
    RunFolder folder = folder("epoch,step,rate,loss\n" + ROW, EVENT, "a\n");
    MetricsCsv.reportMissing(folder.metricsCsv(), 3, notes::add);
    assertThat(notes).singleElement().asString().contains("has no row for epoch 2, 3");
    notes.clear();
    MetricsCsv.reportMissing(folder.metricsCsv(), 1, notes::add);
    assertThat(notes).isEmpty();
  }
}
