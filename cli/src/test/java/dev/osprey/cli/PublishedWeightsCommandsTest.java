package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.data.synthetic.ShapesDataset;
import dev.osprey.detection.preset.Presets;
import dev.osprey.tensorfiles.pickle.TorchFileWriter;
import dev.osprey.torch.weights.Weights;
import dev.osprey.weights.ModelFile;
import dev.osprey.weights.peers.PublishedDetector;
import dev.osprey.weights.published.PublishedWeights;
import dev.osprey.weights.published.WeightsCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that take names of published weights. The pom sets a cache folder for the tests. */
class PublishedWeightsCommandsTest {
  private static final String RETINANET = "torchvision/retinanet-resnet50-fpn-coco";
  private static final String BACKBONE = "torchvision/resnet18-imagenet1k-v1";

  private static final WeightsCache CACHE = WeightsCache.standard();

  @TempDir Path folder;

  private final Path model = Path.of("model.safetensors");

  private static CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
  }

  private static Path cached(String name) {
    return CACHE.fileOf(PublishedWeights.entry(name));
  }

  @AfterEach
  void emptyCache() throws IOException {
    for (String name : List.of(RETINANET, BACKBONE)) {
      Files.deleteIfExists(cached(name));
    }
  }

  @Test
  void missingFileIsReportedOfflineWithItsAddressAndCachePath() {
    Path out = folder.resolve(model);
    CommandLineRun run = run("import", RETINANET, "--offline", "--out", out);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "error: weights "
                + RETINANET
                + " are not on this machine, and downloads are off (--offline or OSPREY_OFFLINE)."
                + " On a machine with a network, download"
                + " https://download.pytorch.org/models/retinanet_resnet50_fpn_coco-eeacb38b.pth"
                + " (136.6 MB) and put the file at "
                + cached(RETINANET)
                + "; or run once without these settings\n");
    assertThat(out).doesNotExist();
    assertThat(cached(RETINANET)).doesNotExist();
  }

  @Test
  void fileWithAnotherDigestIsRefused() throws IOException {
    Path file = cached(RETINANET);
    Files.createDirectories(CACHE.folder());
    Files.writeString(file, "something else");
    CommandLineRun run = run("import", RETINANET, "--offline", "--out", folder.resolve(model));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).contains(file + ": these are not the weights " + RETINANET);
    assertThat(folder.resolve(model)).doesNotExist();
  }

  @Test
  void publishedDetectorIsImportedWithTheSettingsOfTheCatalogue() throws IOException {
    Path file = putInCache();
    Path out = folder.resolve(model);
    // a small image, so that the golden request takes little time
    CommandLineRun run =
        run(
            "import",
            RETINANET,
            "--offline",
            "--out",
            out,
            "--set",
            "model.preprocessing.resize.side=64",
            "--set",
            "model.preprocessing.resize.longest=64");
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.output())
        .startsWith("recognised: torchvision, preset retinanet-r50-torchvision\n")
        .contains("classes: 91 (background, person, bicycle, car, motorcycle, …)\n")
        .contains("backbone norms: frozen, eps 0.0\n")
        .contains("written: " + out + "\n")
        .contains("terms: torchvision states no licence for weights");
    try (ModelFile written = ModelFile.open(out)) {
      assertThat(written.summary()).containsEntry("imported_from", file.getFileName().toString());
      assertThat(written.labels().labelOfName("toothbrush")).isEqualTo(90);
    }
  }

  /**
   * Writes weights of the published network under the published name. A file with the publisher's
   * digest cannot be forged, so the cache gets a note that the file was verified.
   */
  private Path putInCache() throws IOException {
    PublishedDetector detector = PublishedDetector.named(RETINANET).orElseThrow();
    Weights.Source values = Weights.initialValues(1);
    TorchFileWriter writer = new TorchFileWriter();
    Presets.config(detector.target().preset())
        .withClasses(detector.target().labels().size())
        .create()
        .network()
        .namedParameters()
        .forEach(
            (path, parameter) ->
                writer.add(path, parameter.shape(), values.values(path, parameter)));
    Files.createDirectories(CACHE.folder().resolve(".state"));
    Path file = cached(RETINANET);
    writer.write(file);
    Files.writeString(
        CACHE.folder().resolve(".state").resolve(file.getFileName() + ".verified"),
        Files.size(file) + " bytes of " + Files.getLastModifiedTime(file) + "\n");
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    BACKBONE + ", model.backbone.weights=" + BACKBONE,
    "torchvision/retinanet-resnet50, did you mean \"" + RETINANET,
    "torchvison/retinanet-resnet50-fpn-coco, did you mean \"" + RETINANET,
    "retinanet-resnet50-fpn-coco, did you mean \"" + RETINANET,
    "nowhere.pth, nowhere.pth does not exist; check the path"
  })
  void unknownPublishedNameIsRefusedWithAdvice(String name, String answer) {
    CommandLineRun run = run("import", name, "--offline", "--out", folder.resolve(model));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors()).startsWith("error: ").contains(answer);
    assertThat(folder.resolve(model)).doesNotExist();
  }

  @Test
  void wrongPresetIsRefusedBeforeTheDownload() {
    CommandLineRun run =
        run("import", RETINANET, "--preset", "retinanet-r50-v2", "--out", folder.resolve(model));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "error: --preset retinanet-r50-v2: "
                + RETINANET
                + " is a file of the preset retinanet-r50-torchvision; leave the option out\n");
  }

  @Test
  void predictSuggestsImportForPublishedNames() throws IOException {
    CommandLineRun run =
        run("predict", "--model", RETINANET, image(), "--out", folder.resolve("out"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errors())
        .isEqualTo(
            "error: "
                + RETINANET
                + " names published weights, not a model file. Make a model file from them first:"
                + " ./osprey import "
                + RETINANET
                + " --out model.safetensors\n");
  }

  private Path image() throws IOException {
    Path data = folder.resolve("shapes");
    new ShapesDataset(2, 1, 64, 1).write(data);
    try (var files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith(".jpg")).findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({"model.weights", "model.backbone.weights"})
  void trainingDownloadsNothingOffline(String key) throws IOException {
    Path data = folder.resolve("shapes");
    new ShapesDataset(4, 2, 64, 1).write(data);
    Path config =
        Files.writeString(
            folder.resolve("run.yaml"),
            "model: {preset: retinanet-r18-torchvision}\n"
                + "data: {train: {folder: '"
                + data
                + "', split: train}}\n");
    for (List<String> more : List.of(List.<String>of(), List.of("--overfit", "2"))) {
      List<Object> arguments =
          new ArrayList<>(List.of("train", config, key + "=" + BACKBONE, "--offline"));
      arguments.addAll(List.of("--out", folder.resolve("run" + more.size())));
      arguments.addAll(more);
      CommandLineRun run = run(arguments.toArray());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.errors())
          .contains("weights " + BACKBONE + " are not on this machine")
          .contains(" and put the file at " + cached(BACKBONE));
    }
  }
}
