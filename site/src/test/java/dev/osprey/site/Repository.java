package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder of the repository, its modules and its Java files. */
final class Repository {
  static final Path ROOT =
      Path.of(System.getProperty("osprey.root", "..")).toAbsolutePath().normalize();
  private static final Pattern MODULE = Pattern.compile("<module>(\\w+)</module>");
  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>osprey-(\\w+)</artifactId>(<scope>test</scope>)?");

  private Repository() {}

  /** The modules of the build, in the order of the root pom. */
  static List<String> modules() throws IOException {
    return names(MODULE, Files.readString(ROOT.resolve("pom.xml")));
  }

  /** The modules that the main sources of a module depend on directly. */
  static List<String> dependencies(String module) throws IOException {
    String pom = Files.readString(ROOT.resolve(module).resolve("pom.xml"));
    return DEPENDENCY
        .matcher(pom.replaceAll("(?s)<parent>.*?</parent>", ""))
        .results()
        .filter(found -> found.group(2) == null)
        .map(found -> found.group(1))
        .filter(name -> !Set.of(module, "testing", "fixtures").contains(name))
        .toList();
  }

  private static List<String> names(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** The Java files of all modules and of the examples, main and test. */
  static List<Path> javaFiles() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(ROOT::relativize)
          .filter(file -> file.toString().replace('\\', '/').contains("src/"))
          .filter(file -> !file.toString().replace('\\', '/').contains("target/"))
          .sorted()
          .toList();
    }
  }
}
