package dev.osprey.site.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The main source files of all modules, by the name of their top-level type, which is unique. */
final class SourceFiles {
  private static final Path MAIN = Path.of("src/main/java");

  private record Source(Path folder, Path file) {}

  private final Map<String, Source> files = new HashMap<>();

  private SourceFiles() {}

  static SourceFiles of(Path root) throws IOException {
    SourceFiles found = new SourceFiles();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(each -> Files.isDirectory(each.resolve(MAIN))).toList()) {
        found.add(module.resolve(MAIN));
      }
    }
    return found;
  }

  private void add(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> java = all.filter(file -> file.toString().endsWith(".java")).toList();
      for (Path file : java) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.java$", "");
        files.put(name, new Source(folder, file));
      }
    }
  }

  /** Returns the file that declares a type. */
  Path file(Class<?> type) {
    Class<?> outermost = type;
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      outermost = each;
    }
    return source(outermost.getSimpleName()).file();
  }

  /**
   * Returns the class of a definition of the schema.
   *
   * @param definition a type's name, such as {@code Fpn.Config}, with or without its package
   */
  Class<?> type(String definition) {
    String nested = definition.replaceFirst("^(?:\\p{Ll}\\w*\\.)*", "");
    Source source = source(nested.replaceFirst("\\..*", ""));
    Path folder = source.folder().relativize(source.file().resolveSibling("."));
    String packageName = folder.normalize().toString().replaceAll("[/\\\\]", ".");
    try {
      return Class.forName(packageName + "." + nested.replace('.', '$'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the schema names " + definition, e);
    }
  }

  private Source source(String name) {
    Source source = files.get(name);
    if (source == null) {
      throw new IllegalStateException("no source file declares " + name);
    }
    return source;
  }
}
