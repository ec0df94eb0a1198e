package dev.osprey.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.parity.comparison.FindingsTable;
import dev.osprey.parity.spec.CaseError;
import dev.osprey.parity.spec.CaseSpec;
import dev.osprey.parity.spec.ReferenceFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs reference cases, one test each, and prints a line for each.
 *
 * <p>The system property {@code osprey.cases} names the folder of the cases, relative to the
 * repository. By default they are the copies in this module's resources, and those beside the
 * repository that need images outside it. A case whose files are missing is skipped with a message.
 *
 * <p>The property {@code osprey.cases.table} names a CSV file for the largest difference of each
 * tensor.
 */
class ReferenceCasesTest {
  private static final Path COPIES = Path.of("parity", "src", "test", "resources", "cases");

  /** Cases that name images, weights or annotations outside the repository. */
  private static final List<String> WITH_SHARED_FILES =
      List.of(
          "B2_retinanet_r50_5",
          "B5_retinanet_r50_defaults",
          "C3_yhenon_r50_real",
          "D6_pretrained_leaky",
          "D7_pretrained_test_full",
          "D8_pretrained_crowd",
          "E9_train_retinaface_pretrained");

  private final Optional<FindingsTable> table =
      Optional.ofNullable(System.getProperty("osprey.cases.table"))
          .map(file -> FindingsTable.create(ReferenceFiles.repository().resolve(file)));

  @TestFactory
  List<DynamicTest> referenceCases() {
    // another engine may have printed an unfinished line
    System.out.println();
    String cases = System.getProperty("osprey.cases", "");
    if (!cases.isEmpty()) {
      return casesOf(ReferenceFiles.repository().resolve(cases)).stream()
          .map(folder -> DynamicTest.dynamicTest(name(folder), () -> run(folder)))
          .toList();
    }
    Set<Path> folders = new TreeSet<>(casesOf(ReferenceFiles.repository().resolve(COPIES)));
    Path shared = ReferenceFiles.shared().resolve("cases");
    WITH_SHARED_FILES.forEach(name -> folders.add(shared.resolve(name)));
    return folders.stream()
        .sorted(Comparator.comparing(ReferenceCasesTest::name))
        .map(folder -> DynamicTest.dynamicTest(name(folder), () -> runIfAvailable(folder)))
        .toList();
  }

  private static List<Path> casesOf(Path folder) {
    if (Files.isRegularFile(folder.resolve("spec.json"))) {
      return List.of(folder);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> cases =
          entries.filter(entry -> Files.exists(entry.resolve("spec.json"))).sorted().toList();
      assertThat(cases).as("cases in " + folder + " (folders with a spec.json)").isNotEmpty();
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException("no cases can be read from " + folder, e);
    }
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }

  private void runIfAvailable(Path folder) {
    boolean isAvailable = Files.isRegularFile(folder.resolve("spec.json"));
    if (!isAvailable) {
      print(folder, "skipped, its files are not in the repository and not at " + folder);
    }
    Assumptions.assumeTrue(isAvailable, "needs the images beside the repository");
    Optional<Path> missing = missing(folder);
    missing.ifPresent(
        path ->
            print(
                folder,
                "skipped, it needs a file that is not in the repository and not at " + path));
    Assumptions.assumeTrue(missing.isEmpty(), "needs files beside the repository");
    run(folder);
  }

  /**
   * Returns a missing file that the case needs; empty if there is none, or if the case cannot be
   * read: running it reports the error.
   */
  private static Optional<Path> missing(Path folder) {
    try {
      CaseSpec spec = CaseSpec.read(folder);
      return CaseFamilyCatalog.of(spec).missing(spec);
    } catch (CaseError e) {
      return Optional.empty();
    }
  }

  private void run(Path folder) {
    CaseResult result = CaseResult.of(folder);
    table.ifPresent(file -> file.add(name(folder), result.findings()));
    print(folder, result.line());
    result.notes().forEach(note -> System.err.println("case " + name(folder) + ": " + note));
    if (!result.passed()) {
      throw new AssertionError("case " + name(folder) + ": " + result.line(), result.cause());
    }
  }

  private static void print(Path folder, String line) {
    System.out.println("case " + name(folder) + ": " + line);
  }
}
