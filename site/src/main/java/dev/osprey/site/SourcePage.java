package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page that shows a source file of the repository, or the names of the files in a folder. */
final class SourcePage {
  private SourcePage() {}

  /** Returns the place of the page in the site. */
  static Path place(Path source, boolean folder) {
    Path base = Path.of("source").resolve(source);
    return folder ? base.resolve("index.html") : base.resolveSibling(base.getFileName() + ".html");
  }

  /** Returns the page's content as HTML. */
  static String html(Path root, Path source) throws IOException {
    Path file = root.resolve(source);
    String title = "<h1>" + escape(source.toString()) + "</h1>\n";
    if (!Files.isDirectory(file)) {
      return title + "<pre><code>" + escape(Files.readString(file)) + "</code></pre>\n";
    }
    return title
        + names(file).stream()
            .map(name -> "<li><code>" + escape(name) + "</code></li>\n")
            .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.endsWith("target"))
          .map(file -> file.getFileName() + (Files.isDirectory(file) ? "/" : ""))
          .sorted()
          .toList();
    }
  }

  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
