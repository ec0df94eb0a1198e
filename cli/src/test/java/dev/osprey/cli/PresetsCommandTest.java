package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.detection.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresetsCommandTest {
  @TempDir Path folder;

  @Test
  void listsEveryPresetWithItsSizeAndScore() {
    CommandLineRun run = CommandLineRun.of("presets");
    assertThat(run.exitCode()).isZero();
    List<String> rows = run.output().lines().skip(1).toList();
    assertThat(rows)
        .extracting(row -> row.substring(0, row.indexOf(' ')))
        .containsExactlyElementsOf(Presets.names());
    assertThat(rows)
        .anySatisfy(
            row ->
                assertThat(row)
                    .containsSubsequence(
                        "retinanet-r50-mmdet", "38.0 M", "Lin 2017", "36.5 COCO mAP"));
    assertThat(run.output().lines()).allSatisfy(row -> assertThat(row).hasSizeLessThan(81));
  }

  @Test
  void printsAPresetThatAConfigurationCanUseAsBase() throws IOException {
    CommandLineRun printed = CommandLineRun.of("presets", "fasterrcnn-r50");
    assertThat(printed.exitCode()).isZero();
    Files.writeString(folder.resolve("copied.yaml"), printed.output());
    Path own =
        Files.writeString(
            folder.resolve("own.yaml"), "base: copied.yaml\nmodel: {backbone: {depth: 18}}\n");

    CommandLineRun copied = CommandLineRun.of("summary", own.toString());
    CommandLineRun changed =
        CommandLineRun.of("summary", "fasterrcnn-r50", "model.backbone.depth=18");
    assertThat(copied.exitCode()).isZero();
    assertThat(copied.output()).isEqualTo(changed.output());
  }

  @Test
  void refusesAnUnknownNameAndSuggestsTheNearestOne() {
    CommandLineRun run = CommandLineRun.of("presets", "fasterrcnn-r51");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains("did you mean \"fasterrcnn-r50\"?");
  }
}
