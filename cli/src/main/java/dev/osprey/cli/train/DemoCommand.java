package dev.osprey.cli.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.cli.terminal.LiveLine;
import dev.osprey.cli.terminal.ShellCommand;
import dev.osprey.data.synthetic.SyntheticDataset;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.detection.config.ConfigTree;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.run.TrainingRun;
import dev.osprey.weights.published.NetworkAccess;
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

/** The command {@code osprey demo}, which trains and evaluates a detector on drawn images. */
@Command(
    name = "demo",
    description =
        "Draw a small data set, train a RetinaNet (shapes) or a RetinaFace (faces) on it, evaluate"
            + " it, and show its detections.")
public final class DemoCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "SUBJECT",
      defaultValue = "shapes",
      description = "shapes or faces (default: ${DEFAULT-VALUE}).")
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
        Interruption.handleSignals("nothing is trained yet; the drawn images are in " + data)) {
      draw(dataset, data);
      return train(config(demo, data), folder, dataset, interruption);
    }
  }

  private static void draw(SyntheticDataset dataset, Path data) {
    System.err.println(
        "drawing "
            + dataset.trainImageCount()
            + " images to train on, "
            + dataset.valImageCount()
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
        new TrainingSession(
                config, folder, subject.title, NetworkAccess.standard(), interruption, "")
            .run(TrainingRun.Start.FRESH, Trainer.Estimation.MEASURED);
    if (reason == StopReason.INTERRUPTED) {
      return interruption.exitCode();
    }
    Path images = folder.root().resolve("data").resolve(dataset.valImageFolder());
    System.err.println(
        "try the model: "
            + ShellCommand.program()
            + " predict --model "
            + ShellCommand.argument(folder.best())
            + " "
            + ShellCommand.argument(images));
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
