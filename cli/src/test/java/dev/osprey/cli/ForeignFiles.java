package dev.osprey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Files like those in public bug reports of other projects, which come from labelling tools, other
 * systems and faulty exports. All images are drawn and all weights are generated. The files are
 * unpacked once for all tests, and a model is trained on the clean data set.
 */
final class ForeignFiles {
  private static final Pattern AP =
      Pattern.compile("\\(AP\\) @\\[ IoU=0\\.50:0\\.95 \\| area=   all.*= (-?\\d\\.\\d+)");

  private static @Nullable Path folder;
  private static @Nullable Path model;

  private ForeignFiles() {}

  /** A file or folder of the collection. */
  static Path path(String name) {
    return folder().resolve(name);
  }

  /** A folder that does not exist yet, for the output of a command. */
  static Path output(String name) {
    return folder().resolve("outputs").resolve(name);
  }

  private static synchronized Path folder() {
    if (folder == null) {
      try {
        Path unpacked = Files.createTempDirectory("peoples-files").toRealPath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(unpacked)));
        unpack(unpacked);
        Files.createDirectories(unpacked.resolve("outputs"));
        folder = unpacked;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder;
  }

  private static void unpack(Path into) throws IOException {
    try (InputStream resource = ForeignFiles.class.getResourceAsStream("peoples-files.zip");
        ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(resource))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = into.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
    }
  }

  private static void delete(Path unpacked) {
    try (Stream<Path> files = Files.walk(unpacked)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      System.err.println(unpacked + " stays");
    }
  }

  /** The trained model, which has the classes disc and box. */
  static synchronized String model() {
    if (model == null) {
      CommandLineRun run = train("base", List.of(), "base/coco", "base/coco");
      assertThat(run.exitCode()).as(run.errors()).isZero();
      model = output("base").resolve("last.safetensors");
    }
    return model.toString();
  }

  /** A run of one epoch. */
  static CommandLineRun trainShortly(String name, String train, String validation, String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("training.epochs=1");
    settings.add("evaluation.everyEpochs=1");
    return train(name, settings, train, validation);
  }

  private static CommandLineRun train(
      String name, List<String> settings, String train, String validation) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                path("base/tiny.yaml").toString(),
                "--out",
                output(name).toString(),
                "data.train.folder=" + path(train),
                "data.validation.folder=" + path(validation)));
    arguments.addAll(settings);
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  /** Runs {@code val} with the model. */
  static CommandLineRun val(String... options) {
    List<String> arguments = new ArrayList<>(List.of("val", "--model", model()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  /** Runs {@code val} on the folder of a data set. */
  static CommandLineRun valFolder(String folder, String... more) {
    List<String> options = new ArrayList<>(List.of("--data", path(folder).toString()));
    options.addAll(List.of(more));
    return val(options.toArray(String[]::new));
  }

  /** Runs {@code val} on an annotation file and its images. */
  static CommandLineRun valFiles(String annotations, String images, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--annotations", path(annotations).toString(), "--images"));
    options.add(path(images).toString());
    options.addAll(List.of(more));
    return val(options.toArray(String[]::new));
  }

  /** Runs {@code val} on a result file. */
  static CommandLineRun compare(String truth, String found) {
    return CommandLineRun.of(
        "val", "--ground-truth", path(truth).toString(), "--detections", path(found).toString());
  }

  /** Runs {@code predict} into a new folder. */
  static CommandLineRun predict(String name, String source, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("predict", "--model", model(), source, "--out", output(name).toString()));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  /** COCO's AP as the command printed it. */
  static double ap(CommandLineRun run) {
    Matcher line = AP.matcher(run.output());
    assertThat(line.find()).as(run.errors() + run.output()).isTrue();
    return Double.parseDouble(line.group(1));
  }

  /** The AP of the clean set, or of its first three images. */
  static double ap(String images) {
    return ap(
        images.equals("all")
            ? valFolder("base/coco", "--split", "train")
            : valFolder(
                "26-folders/yaml-of-another-name",
                "--annotations",
                path("26-folders/yaml-of-another-name/my_set.yaml").toString()));
  }

  /** Checks a refusal: exit code 2 and one message without the jargon of Java and parsers. */
  static String refusal(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
    assertPlain(run.errors());
    return run.errors();
  }

  /** Checks success and returns the other messages. */
  static String remarks(CommandLineRun run) {
    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertPlain(run.errors());
    return run.errors();
  }

  private static void assertPlain(String message) {
    assertThat(message.toLowerCase(Locale.ROOT))
        .doesNotContain("exception", "java.", "unexpected character", "input length", "\tat ");
    assertThat(
            message
                .codePoints()
                .filter(Character::isISOControl)
                .filter(c -> c != '\n' && c != '\r'))
        .isEmpty();
  }
}
