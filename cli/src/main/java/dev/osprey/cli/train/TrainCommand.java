package dev.osprey.cli.train;

import dev.osprey.cli.failure.WarningLine;
import dev.osprey.cli.options.OfflineOption;
import dev.osprey.cli.output.OutputFolder;
import dev.osprey.core.text.UserError;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.checkpoint.RunLock;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.config.RunSettings;
import dev.osprey.training.loop.StopReason;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.overfit.Overfit;
import dev.osprey.training.run.SavedSettings;
import dev.osprey.training.run.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code osprey train}, which trains a detector on the user's images. */
@Command(
    name = "train",
    description = "Train a detector from a configuration file, or resume a run.")
public final class TrainCommand implements Callable<Integer> {
  private static final Set<String> OF_A_RUN =
      Set.of("config.yaml", "best.safetensors", "last.safetensors");

  @Parameters(
      arity = "0..*",
      paramLabel = "CONFIG [key.path=value …]",
      description =
          "A configuration file, or a model file whose configuration is used (but not its weights),"
              + " then settings that replace those of the file.")
  @Nullable List<String> arguments;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run, new or empty (default: runs/<configuration's name>).")
  @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Resume the run in this folder from its last saved state.")
  @Nullable Path resume;

  @Option(
      names = "--auto",
      paramLabel = "DIR",
      description =
          "Examine the data set in this folder, write a configuration that fits it (size, anchors,"
              + " batch, epochs) to <name of DIR>.yaml, and train with it.")
  @Nullable Path auto;

  @Option(
      names = "--no-start",
      description = "With --auto: write the configuration and do not train.")
  boolean noStart;

  @Option(
      names = "--overfit",
      paramLabel = "N",
      description =
          "Train on N images only (evenly chosen among those with objects), to check data and"
              + " configuration in minutes: no augmentation, constant learning rate, until their"
              + " mAP50 is 0.99. Exit code 3 if they are not learnt.")
  @Nullable Integer overfit;

  @Option(names = "--device", description = "cpu, cuda, cuda:N or auto; replaces engine.device.")
  @Nullable String device;

  @Option(names = "--precision", description = "float32 or bfloat16; replaces engine.precision.")
  @Nullable String precision;

  @Option(names = "--threads", description = "Threads per operation; replaces engine.threads.")
  @Nullable String threads;

  @Mixin OfflineOption network;

  @Override
  public Integer call() {
    List<String> settings = new ArrayList<>(arguments == null ? List.of() : arguments);
    requireOneStart(settings);
    if (resume == null) {
      OutputFolder.requireUsable(out, "--out");
    }
    Path file =
        auto != null
            ? AutoConfigFile.write(auto, Path.of(""))
            : resume == null ? takeFile(settings) : resumed(resume, settings);
    if (noStart) {
      return 0;
    }
    addEngine(settings);
    try (Interruption interruption = Interruption.handleSignals(nothingToSave())) {
      return overfit == null
          ? train(file, settings, interruption)
          : overfit(overfit, file, settings, interruption);
    }
  }

  private String nothingToSave() {
    return resume == null
        ? "nothing is trained yet, so nothing is saved"
        : "no step was trained yet; the run in " + resume + " is unchanged";
  }

  private int train(Path file, List<String> settings, Interruption interruption) {
    RunConfig config = given(file).with(settings).config();
    RunFolder folder =
        resume == null
            ? new RunFolder(OutputFolder.choose(out, Path.of("runs", name(file))))
            : new RunFolder(resume);
    TrainingRun.Start start = resume == null ? TrainingRun.Start.FRESH : TrainingRun.Start.RESUMED;
    StopReason reason =
        new TrainingSession(config, folder, name(file), network.access(), interruption, "")
            .run(start, Trainer.Estimation.MEASURED);
    return reason == StopReason.INTERRUPTED ? interruption.exitCode() : 0;
  }

  private int overfit(int images, Path file, List<String> settings, Interruption interruption) {
    if (images < 1) {
      throw new UserError("--overfit needs a number of images, 1 or more");
    }
    RunSettings given = given(file);
    if (resume != null) {
      // the configuration of such a run already has the settings of --overfit
      RunConfig config = given.with(settings).config();
      return new OverfitSession(config, name(file), network.access(), interruption)
          .resume(images, new RunFolder(resume));
    }
    RunConfig usual = given.with(settings).config();
    RunConfig config = given.with(Overfit.settings(usual)).with(settings).config();
    String title = name(file) + "-overfit";
    return new OverfitSession(config, title, network.access(), interruption).run(images, out);
  }

  private void requireOneStart(List<String> settings) {
    if (auto == null && noStart) {
      throw new UserError("--no-start needs --auto, such as --auto cells --no-start");
    }
    if (auto != null && (resume != null || settings.stream().anyMatch(each -> !isSetting(each)))) {
      throw new UserError(
          "--auto DIR proposes the configuration itself; leave out --resume and the configuration"
              + " file");
    }
  }

  private static boolean isSetting(String argument) {
    return argument.contains("=");
  }

  private static Path takeFile(List<String> settings) {
    if (settings.isEmpty() || isSetting(settings.get(0))) {
      throw new UserError(
          "no configuration is given: write ./osprey train --auto DIR for the folder of a data set,"
              + " ./osprey train config.yaml, or ./osprey train --resume runs/x");
    }
    return Path.of(settings.remove(0));
  }

  private Path resumed(Path folder, List<String> settings) {
    new ResumeCheck(folder, out).check(settings);
    RunLock.requireFree(new RunFolder(folder)); // before the data is read, which takes long
    return new RunFolder(folder).config();
  }

  private RunSettings given(Path file) {
    return resume == null
        ? RunSettings.of(file)
        : SavedSettings.read(new RunFolder(resume), WarningLine::print);
  }

  private void addEngine(List<String> settings) {
    add(settings, "device", device);
    add(settings, "precision", precision);
    add(settings, "threads", threads);
  }

  private static void add(List<String> settings, String key, @Nullable String value) {
    if (value != null) {
      settings.add("engine." + key + "=" + value);
    }
  }

  private static String name(Path file) {
    String own = file.getFileName().toString();
    Path name = OF_A_RUN.contains(own) ? parent(file) : file;
    return name.getFileName().toString().replaceFirst("\\.(ya?ml|json|safetensors)$", "");
  }

  /** {@code runs/cells/config.yaml} and the models beside it belong to the run "cells". */
  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null || parent.getFileName() == null ? file : parent;
  }
}
