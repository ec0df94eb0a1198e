package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of the documentation has a target. */
class LinksTest {
  static List<Path> pages() throws IOException {
    return SitePages.of(Repository.ROOT);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyLinkTargetExists(Path page) throws IOException {
    MarkdownPage markdown = MarkdownPage.read(Repository.ROOT.resolve(page));
    List<String> broken = new ArrayList<>();
    for (PageLink link : markdown.links()) {
      String fault = link.isOutside() ? faultOfAddress(link) : faultOfPath(markdown, link);
      if (!fault.isEmpty()) {
        broken.add(page + ":" + link.line() + ": " + link.target() + " " + fault);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static String faultOfPath(MarkdownPage page, PageLink link) throws IOException {
    Path target =
        link.path().isEmpty() ? page.file() : page.file().resolveSibling(link.path()).normalize();
    if (!target.startsWith(Repository.ROOT)) {
      return "is outside the repository";
    }
    if (!Files.exists(target) || isBuilt(Repository.ROOT.relativize(target))) {
      return "does not exist in the repository";
    }
    if (link.anchor().isEmpty()) {
      return "";
    }
    boolean found =
        target.toString().endsWith(".md")
            && MarkdownPage.read(target).anchors().contains(link.anchor());
    return found ? "" : "names a heading that the page does not have";
  }

  /** Returns whether a file is below {@code target}, where files exist only after a build. */
  private static boolean isBuilt(Path file) {
    return StreamSupport.stream(file.spliterator(), false)
        .anyMatch(part -> part.endsWith("target"));
  }

  private static String faultOfAddress(PageLink link) {
    try {
      URI address = new URI(link.target());
      boolean web = "https".equals(address.getScheme()) && address.getHost() != null;
      return web ? "" : "is no https address";
    } catch (URISyntaxException e) {
      return "is malformed";
    }
  }
}
