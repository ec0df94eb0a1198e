package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.data.synthetic.SyntheticDataset;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.training.RunConfig;
import dev.osprey.training.StopReason;
import dev.osprey.training.Trainer;
import dev.osprey.training.TrainingRun;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.weights.published.Access;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code osprey demo}: the whole road in minutes, on pictures that the program draws. */
@Command(
    name = "demo",
    description =
        "Draw a small data set, train a RetinaNet (shapes) or a RetinaFace (faces) on it, evaluate"
            + " it, show what it found.")
final class DemoCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SUBJECT",
      defaultValue = "shapes",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  DemoSubject subject;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The run's folder, new or empty (default: runs/demo or runs/demo-faces, or …-2, …).")
  @Nullable Path out;

  @Override
  public Integer call() {
    ObjectNode demo = ConfigReader.readJson(ObjectNode.class, text(), subject.resource);
    SyntheticDataset dataset =
        ConfigReader.read(subject.dataset, demo.path("dataset"), subject.resource);
    RunFolder folder = new RunFolder(OutputFolder.make(out, Path.of("runs", subject.folderName)));
    Path data = folder.root().resolve("data");
    try (Interruption interruption =
        Interruption.heard("nothing is trained yet; the drawn pictures stay in " + data)) {
      draw(dataset, data);
      return train(config(demo, data), folder, dataset, interruption);
    }
  }

  private static void draw(SyntheticDataset dataset, Path data) {
    System.err.println(
        "drawing "
            + dataset.trainPictures()
            + " pictures to train on, "
            + dataset.valPictures()
            + " to test on: "
            + data);
    try (LiveLine live = LiveLine.onStandardError()) {
      live.showWaiting("drawing");
      dataset.write(data);
    }
  }

  private RunConfig config(ObjectNode demo, Path data) {
    ObjectNode tree = (ObjectNode) demo.path("run");
    for (String split : List.of("train", "validation")) {
      ConfigTree.assign(tree, "data." + split + ".folder=" + ConfigReader.toJson(data.toString()));
    }
    return RunConfig.read(tree, subject.resource);
  }

  private int train(
      RunConfig config, RunFolder folder, SyntheticDataset dataset, Interruption interruption) {
    StopReason reason =
        new TrainingSession(config, folder, subject.title, Access.standard(), interruption, "")
            .run(TrainingRun.Start.FRESH, Trainer.Estimation.MEASURED);
    if (reason == StopReason.INTERRUPTED) {
      return interruption.exitCode();
    }
    Path pictures = folder.root().resolve("data").resolve(dataset.valImageFolder());
    System.err.println(
        "try the model: "
            + ShellText.program()
            + " predict --model "
            + ShellText.argument(folder.best())
            + " "
            + ShellText.argument(pictures));
    return 0;
  }

  private String text() {
    try (InputStream in =
        Objects.requireNonNull(
            DemoCommand.class.getResourceAsStream(subject.resource), subject.resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
