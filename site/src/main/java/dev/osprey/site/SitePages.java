package dev.osprey.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Markdown files that make up the documentation, and the place of each in the site. */
final class SitePages {
  private static final List<String> SINGLE =
      List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "parity/peers/README.md");

  private SitePages() {}

  /** Returns the Markdown files, relative to the repository's root. */
  static List<Path> of(Path root) throws IOException {
    List<Path> pages = new ArrayList<>();
    SINGLE.forEach(name -> pages.add(Path.of(name)));
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      files
          .filter(file -> file.toString().endsWith(".md"))
          .map(root::relativize)
          .sorted()
          .forEach(pages::add);
    }
    return pages;
  }

  /** Returns the HTML file of a Markdown file: {@code README.md} becomes {@code index.html}. */
  static Path place(Path markdown) {
    String name = String.valueOf(markdown.getFileName()).replaceFirst("\\.md$", ".html");
    return markdown.resolveSibling(name.equals("README.html") ? "index.html" : name);
  }
}
