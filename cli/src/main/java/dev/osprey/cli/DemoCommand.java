package dev.osprey.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private static final int INTERRUPTED = 130;

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
    System.err.println(
        "drawing "
            + dataset.trainPictures()
            + " pictures to train on, "
            + dataset.valPictures()
            + " to test on: "
            + data);
    dataset.write(data);
    ObjectNode tree = (ObjectNode) demo.path("run");
    for (String split : List.of("train", "validation")) {
      ConfigTree.assign(tree, "data." + split + ".folder=" + ConfigReader.toJson(data.toString()));
    }
    RunConfig config = RunConfig.read(tree, subject.resource);
    StopReason reason =
        new TrainingSession(config, folder, subject.title, Access.standard())
            .run(TrainingRun.Start.FRESH, Trainer.Estimation.MEASURED);
    if (reason == StopReason.INTERRUPTED) {
      return INTERRUPTED;
    }
    System.err.println(
        "try the model: ./osprey predict --model "
            + folder.best()
            + " "
            + data.resolve(dataset.valImages()));
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
