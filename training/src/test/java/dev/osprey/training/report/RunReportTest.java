package dev.osprey.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.Dataset;
import dev.osprey.report.LabeledValue;
import dev.osprey.report.TrainingReport;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.EvaluationJson;
import dev.osprey.training.evaluation.EvaluationResult;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.SmallRun;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final RunConfig CONFIG =
      SmallRun.config(
          "training.epochs=1",
          "training.averageDecay=0.9",
          "evaluation={metric: voc, iouThreshold: 0.1}",
          "model.postprocess={scoreThreshold: 0.0, maxDetections: 100}");
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);

  @TempDir static Path temp;
  private static RunFolder folder;
  private static Dataset validation;
  private static EvaluationResult best;

  private final List<String> warnings = new ArrayList<>();

  @BeforeAll
  static void train() {
    TrainingRun.Splits splits = SmallRun.splits(temp.resolve("shapes"));
    folder = new RunFolder(temp.resolve("run"));
    validation = Objects.requireNonNull(splits.validation());
    try (TrainingRun run = SmallRun.open(CONFIG, splits, folder.root(), Start.FRESH)) {
      run.trainer().run(Estimation.NONE);
      best = Objects.requireNonNull(run.state().best().result());
    }
  }

  @Test
  void bestEvaluationEqualsEvaluationOfTheBestModelFile() {
    EvaluationResult again =
        Objects.requireNonNull(
            BestModelEvaluation.evaluate(
                CONFIG, folder, validation, (done, images) -> {}, () -> false));

    assertThat(again.epoch()).isEqualTo(best.epoch());
    assertThat(again.step()).isEqualTo(best.step());
    assertThat(again.map()).isEqualTo(best.map());
    assertThat(EvaluationJson.of(again.metrics(), validation.labels(), null))
        .isEqualTo(EvaluationJson.of(best.metrics(), validation.labels(), null));
    assertThat(EvaluationText.tables(again, validation.labels()))
        .isEqualTo(EvaluationText.tables(best, validation.labels()))
        .contains("Average Precision", "mAP");
  }

  @Test
  void evaluationOfTheBestModelFileCanBeStopped() {
    assertThat(
            BestModelEvaluation.evaluate(
                CONFIG, folder, validation, (done, images) -> {}, () -> true))
        .isNull();
  }

  @Test
  void pageHasNumbersFactsCurvesAndImages() {
    RunReport report = new RunReport(CONFIG, folder, validation, "cells");

    TrainingReport page = report.page(best, CLOCK, warnings::add);
    report.write(best, CLOCK, warnings::add);

    assertThat(page.title()).isEqualTo("cells");
    assertThat(page.figures())
        .extracting(LabeledValue::label)
        .containsExactly("VOC mAP", "mAP50", "mAP50:95", "images", "epochs", "minutes");
    assertThat(page.about())
        .contains(new LabeledValue("date", "2030-01-02 03:04 +00:00"))
        .contains(new LabeledValue("model file", folder.best().toString()));
    assertThat(page.curves().losses())
        .extracting(curve -> curve.name() + " " + curve.x().length)
        .containsExactly("classification 3", "bbox_regression 3");
    assertThat(page.images()).hasSize(4);
    assertThat(report.file()).isNotEmptyFile().hasFileName("report.html");
    assertThat(warnings).isEmpty();
  }

  @Test
  void pageHasNoCurvesWithoutMetricsFile() throws IOException {
    RunFolder other = new RunFolder(Files.createDirectories(temp.resolve("without")));

    TrainingReport page =
        new RunReport(CONFIG, other, validation, "cells").page(best, CLOCK, warnings::add);

    assertThat(page.curves().losses()).isEmpty();
    assertThat(warnings).singleElement().asString().contains("the report has no curves");
  }
}
