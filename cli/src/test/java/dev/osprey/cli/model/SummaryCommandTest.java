package dev.osprey.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.CommandLineRun;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryCommandTest {
  private static final String PRESET = "retinanet-r50-torchvision";

  private static CommandLineRun summary(String... arguments) {
    return CommandLineRun.of(
        Stream.concat(Stream.of("summary"), Stream.of(arguments)).toArray(String[]::new));
  }

  /** torchvision publishes 34,014,999 parameters, without the scale and shift of frozen norms. */
  @Test
  void totalsEqualThePeersAndTheSumOfTheRows() {
    CommandLineRun outcome =
        summary(PRESET, "--size", "800x800", "model.backbone.norm.mode=frozen");
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    List<String> table = outcome.output().lines().takeWhile(line -> !line.isBlank()).toList();
    List<String> rows = table.subList(1, table.size() - 1);
    assertThat(rows)
        .extracting(line -> line.substring(0, line.indexOf(' ')))
        .containsSequence("backbone.stem", "backbone.layer1", "backbone.layer2")
        .containsSequence("neck.p3", "neck.p4", "neck.p5", "neck.p6", "neck.p7");
    long parameters = rows.stream().mapToLong(row -> number(row, 3)).sum();
    long trainable = rows.stream().mapToLong(row -> number(row, 2)).sum();
    assertThat(parameters).isEqualTo(34_014_999);
    String total = table.get(table.size() - 1);
    assertThat(number(total, 3)).isEqualTo(parameters);
    assertThat(number(total, 2)).isEqualTo(trainable);
    assertThat(total).endsWith(" 151.540");
    assertThat(outcome.output()).contains("151.540 with a multiply-add", "303.081 with it counted");
  }

  @Test
  void detectronBackbonesFreezeScaleAndShiftOfNorms() {
    assertThat(summary("retinanet-r50-caffe-mmdet").output())
        .contains("batch norms: 53 eval-frozen (running statistics; nothing trains)\n");
  }

  @Test
  void settingsCanFreezeStagesAndSelectAResNeXt() {
    CommandLineRun frozen = summary(PRESET, "model.backbone.frozenStages=1");
    assertThat(frozen.output())
        .contains("frozen parameters: 225,344, in backbone.stem, backbone.layer1\n")
        .contains("42 train (batch statistics), 11 frozen");
    CommandLineRun grouped =
        summary(
            PRESET,
            "--size",
            "224x224",
            "model.backbone.bottleneck.groups=32",
            "model.backbone.bottleneck.widthPerGroup=4",
            "model.backbone.bottleneck.strideIn=conv1x1");
    assertThat(grouped.exitCode()).as(grouped.errors()).isZero();
    // published parameters: 25,028,904 for the ResNeXt classifier, 25,557,032 for the ResNet
    assertThat(total(grouped) - total(summary(PRESET))).isEqualTo(25_028_904 - 25_557_032);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "800",
        "0x0",
        "-1x5",
        "1x2x3",
        "axb",
        "800X1216",
        "800 x 1216",
        "99999999999x1",
        "2000000000x2000000000",
        "65536x1",
        "x",
        ""
      })
  void refusesAnInvalidSize(String size) {
    CommandLineRun outcome = summary(PRESET, "--size", size);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.errors())
        .contains("--size " + size)
        .contains("give height x width in pixels, each from 1 to 65535, such as 800x1216")
        .doesNotContain("Exception", "\tat ");
  }

  @Test
  void acceptsTheSmallestAndTheLargestSize() {
    for (String size : Arrays.asList("1x1", "65535x65535")) {
      assertThat(summary(PRESET, "--size", size).exitCode()).isZero();
    }
  }

  @Test
  void invalidSettingsAreReportedWithTheirKey() {
    CommandLineRun outcome =
        summary("retinanet-r18-torchvision", "model.backbone.bottleneck.groups=32");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("bottleneck.groups is 32", "depth 18 has basic blocks");
    assertThat(summary(PRESET, "model.backbone.bottleneck.strideIn=conv3x2").errors())
        .contains("strideIn", "conv3x3");
  }

  private static long total(CommandLineRun outcome) {
    return outcome
        .output()
        .lines()
        .filter(line -> line.startsWith("total"))
        .mapToLong(line -> number(line, 3))
        .findFirst()
        .orElseThrow();
  }

  /** The {@code fromEnd}th word of a row, counted from the right. */
  private static long number(String row, int fromEnd) {
    String[] words = row.split(" +", -1);
    return Long.parseLong(words[words.length - fromEnd].replace(",", ""));
  }
}
