package dev.osprey.training.run;

import dev.osprey.core.LabelMap;
import dev.osprey.core.file.AtomicFile;
import dev.osprey.core.text.UserError;
import dev.osprey.data.Dataset;
import dev.osprey.data.loader.BatchLoader;
import dev.osprey.detection.Detector;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.torch.Engine;
import dev.osprey.torch.weights.Weights;
import dev.osprey.training.checkpoint.Checkpoint;
import dev.osprey.training.checkpoint.Checkpointing;
import dev.osprey.training.checkpoint.RunClaim;
import dev.osprey.training.checkpoint.RunEnvironment;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.ConfigRoundTrip;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.evaluation.DatasetDetections;
import dev.osprey.training.evaluation.Evaluation;
import dev.osprey.training.log.LogFile;
import dev.osprey.training.log.MetricsCsv;
import dev.osprey.training.log.MetricsJsonl;
import dev.osprey.training.loop.Listener;
import dev.osprey.training.loop.Trainer;
import dev.osprey.training.loop.TrainingState;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Prepares a run. The folder of a new run is created last, so that a refused start leaves no files.
 * The folder of a resumed run is locked first, so that no other process writes to it while it is
 * read.
 */
final class RunOpening {
  private final RunConfig config;
  private final TrainingRun.Splits splits;
  private final RunFolder folder;
  private final LabelMap labels;
  private final DatasetDetections.Progress progress;
  private final List<String> notes = new ArrayList<>();

  private final OwnedParts parts = new OwnedParts();

  RunOpening(
      RunConfig config,
      TrainingRun.Splits splits,
      RunFolder folder,
      DatasetDetections.Progress progress) {
    this.labels = splits.train().labels();
    this.config = config.withClasses(labels.size());
    this.splits = splits;
    this.folder = folder;
    this.progress = progress;
  }

  TrainingRun open(TrainingRun.Start start, List<Listener> listeners) {
    try {
      return start == TrainingRun.Start.FRESH ? fresh(listeners) : resumed(listeners);
    } catch (RuntimeException | Error e) {
      parts.closeAfter(e);
      throw e;
    }
  }

  private TrainingRun fresh(List<Listener> listeners) {
    RunClaim.requireUnused(folder);
    ConfigRoundTrip.require(config);
    BatchLoader train = trainLoader();
    BatchLoader validation = validationLoader();
    Engine engine = engine();
    Detector detector = config.model().create();
    Weights weights = PretrainedWeights.of(config, detector, engine, notes::add);
    int batches = train.batchesPerEpoch();
    TrainingState state =
        parts.add(TrainingState.start(config, detector, labels, weights, batches));
    RunEnvironment environment = environment(engine);
    RunClaim claim = parts.addLast(RunClaim.fresh(folder));
    return run(state, train, validation, listeners, new Checkpoint(folder, environment), claim);
  }

  private TrainingRun resumed(List<Listener> listeners) {
    RunClaim claim = parts.add(RunClaim.resumed(folder, notes::add));
    ConfigRoundTrip.require(config);
    BatchLoader train = trainLoader();
    BatchLoader validation = validationLoader();
    Engine engine = engine();
    Checkpoint checkpoint = new Checkpoint(folder, environment(engine));
    int batches = train.batchesPerEpoch();
    Checkpoint.Saved saved = checkpoint.recover(config, notes::add);
    new ResumeRules(folder.root(), saved).check(config, batches, notes::add);
    TrainingState state = parts.add(checkpoint.resume(config, labels, engine, batches));
    LogFile.repair(folder.log(), notes::add);
    MetricsCsv.repair(folder.metricsCsv(), notes::add);
    MetricsCsv.reportMissing(folder.metricsCsv(), state.position().epoch(), notes::add);
    MetricsJsonl.repair(folder.metricsJsonl(), notes::add);
    return run(state, train, validation, listeners, checkpoint, claim);
  }

  private TrainingRun run(
      TrainingState state,
      BatchLoader train,
      @Nullable BatchLoader validation,
      List<Listener> listeners,
      Checkpoint checkpoint,
      RunClaim claim) {
    AtomicFile.write(folder.config(), ConfigReader.toYaml(config.tree()));
    List<Listener> all = new ArrayList<>(listeners);
    LogFile log = new LogFile(folder.log(), Clock.systemUTC());
    splits.warnings().forEach(warning -> log.onNote("warning: " + warning));
    SplitText.lines(splits).forEach(log::onNote);
    all.add(log);
    all.add(new MetricsCsv(folder.metricsCsv(), config.evaluation().metric()));
    all.add(new MetricsJsonl(folder.metricsJsonl()));
    all.add(new Checkpointing(checkpoint, train.batchesPerEpoch()));
    notes.forEach(note -> all.forEach(listener -> listener.onNote(note)));
    Evaluation evaluation =
        validation == null
            ? null
            : new Evaluation(config.evaluation(), validation, progress, System::nanoTime);
    Trainer trainer = new Trainer(state, train, evaluation, all, System::nanoTime);
    return new TrainingRun(state, trainer, claim, parts);
  }

  private Engine engine() {
    Engine engine = config.engine().engine();
    engine.applyThreads();
    return engine;
  }

  private RunEnvironment environment(Engine engine) {
    return RunEnvironment.of(engine, splits.train(), splits.validation());
  }

  private BatchLoader trainLoader() {
    BatchLoader loader =
        parts.add(
            new BatchLoader(
                splits.train(),
                config.model().preprocessing(),
                config.augmentations(),
                config.training().loader()));
    if (loader.batchesPerEpoch() == 0) {
      throw new UserError(
          loader.dataset().size()
              + " training images do not fill one batch of "
              + loader.settings().batchSize()
              + (loader.settings().aspectRatioGroups() == null ? "" : " in any aspect ratio group")
              + "; lower training.batchSize or set training.lastBatch: keep");
    }
    return loader;
  }

  private @Nullable BatchLoader validationLoader() {
    Dataset validation = splits.validation();
    return validation == null
        ? null
        : parts.add(
            new BatchLoader(
                validation,
                config.model().preprocessing(),
                List.of(),
                config.training().evaluationLoader(config.evaluation().batchSize())));
  }
}
