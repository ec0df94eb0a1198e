package dev.osprey.bench.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.bench.input.InputFile;
import dev.osprey.core.text.UserError;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchRowsTest {
  private static final List<BenchRow> ROWS =
      BenchRows.all(BenchSize.of(BenchScope.FULL), Path.of("int8.onnx"));

  @Test
  void namesAreUniqueAndFitTheTable() {
    assertThat(ROWS).extracting(BenchRow::name).doesNotHaveDuplicates();
    assertThat(ROWS).allSatisfy(row -> assertThat(row.name()).hasSizeLessThanOrEqualTo(21));
  }

  @Test
  void everyGroupHasRows() {
    assertThat(ROWS).extracting(BenchRow::group).contains(RowGroup.values());
  }

  @Test
  void theRowForInt8NeedsItsFile() {
    assertThat(BenchRows.all(BenchSize.of(BenchScope.FULL), null))
        .extracting(BenchRow::name)
        .doesNotContain("retinanet-int8");
    assertThat(ROWS).extracting(BenchRow::name).contains("retinanet-int8");
  }

  @Test
  void inputsOfOneNameAreEqual() {
    Map<String, InputFile> byName = new HashMap<>();
    for (BenchRow row : ROWS) {
      for (InputFile input : row.inputs()) {
        assertThat(byName.computeIfAbsent(input.name(), name -> input))
            .as(row.name())
            .isEqualTo(input);
      }
    }
  }

  @Test
  void everyInputThatTheWorkReadsIsMade() {
    for (BenchRow row : ROWS) {
      List<String> made = row.inputs().stream().map(InputFile::name).toList();
      row.settings()
          .values()
          .forEach(
              (key, value) -> {
                if (BenchRow.PATHS.contains(key) && !value.endsWith(".onnx")) {
                  assertThat(made).as(row.name()).contains(value);
                }
              });
      row.facts().ifPresent(facts -> assertThat(made).contains(facts));
    }
  }

  @Test
  void namedRowsKeepTheOrderOfTheCatalogue() {
    assertThat(BenchRows.named(ROWS, List.of("load", "nms-1000")))
        .extracting(BenchRow::name)
        .containsExactly("nms-1000", "load");
  }

  @Test
  void anUnknownNameIsAnsweredWithAllNames() {
    assertThatThrownBy(() -> BenchRows.named(ROWS, List.of("retinanett")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no row \"retinanett\"")
        .hasMessageContaining("coco-pycocotools");
  }
}
