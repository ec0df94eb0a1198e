package dev.osprey.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Writes the site: {@code SiteBuilder REPOSITORY FOLDER}. */
public final class SiteBuilder {
  private static final Path STYLE = Path.of("site.css");

  private final Path root;
  private final Path site;
  private final Navigation navigation;
  private final String frame;

  private SiteBuilder(Path root, Path site) throws IOException {
    this.root = root;
    this.site = site;
    this.navigation = Navigation.read(root);
    this.frame = resource("page.html");
  }

  public static void main(String[] args) throws IOException {
    build(Path.of(args[0]), Path.of(args[1]));
  }

  /** Writes all pages into {@code site} and replaces existing files. */
  static void build(Path root, Path site) throws IOException {
    new SiteBuilder(root.toAbsolutePath().normalize(), site).build();
  }

  private void build() throws IOException {
    List<Path> pages = SitePages.of(root);
    Set<Path> known = new HashSet<>(pages);
    SiteLinks links = new SiteLinks(root, known);
    for (Path file : pages) {
      MarkdownPage page = MarkdownPage.read(root.resolve(file));
      links.redirect(page);
      write(SitePages.place(file), page.title(), page.html());
    }
    for (Path source : links.sources()) {
      Path place = SourcePage.place(source, Files.isDirectory(root.resolve(source)));
      write(place, source.toString(), SourcePage.html(root, source));
    }
    for (Path image : links.images()) {
      Path copy = created(image);
      Files.copy(root.resolve(image), copy, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(created(STYLE), resource("site.css"));
  }

  private void write(Path place, String title, String content) throws IOException {
    String html =
        frame
            .replace("${title}", SourcePage.escape(title))
            .replace("${style}", SiteLinks.address(place, STYLE))
            .replace("${navigation}", navigation.html(place))
            .replace("${content}", content);
    Files.writeString(created(place), html);
  }

  private Path created(Path place) throws IOException {
    Path file = site.resolve(place);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return file;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = SiteBuilder.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
