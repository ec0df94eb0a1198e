package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.site.reference.ConfigurationReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README is short, generated pages are up to date, and every page of the guide is linked. */
class PagesTest {
  @Test
  void readmeHasAtMost90Lines() throws IOException {
    assertThat(Files.readAllLines(Repository.ROOT.resolve("README.md")))
        .hasSizeLessThanOrEqualTo(90);
  }

  @Test
  void configurationReferenceMatchesTheRecords() throws IOException {
    String current = ConfigurationReference.text(Repository.ROOT);
    Path fresh = Repository.ROOT.resolve("site/target/configuration-reference.md");
    Files.createDirectories(fresh.resolveSibling("."));
    Files.writeString(fresh, current);
    assertThat(Repository.ROOT.resolve("docs/guide/configuration-reference.md"))
        .as(
            "settings or their Javadoc changed; copy the new page:"
                + " cp site/target/configuration-reference.md docs/guide/")
        .hasContent(current);
  }

  @Test
  void everyPageOfTheGuideIsListedOnItsFirstPage() throws IOException {
    Path guide = Path.of("docs/guide");
    MarkdownPage first = MarkdownPage.read(Repository.ROOT.resolve(guide.resolve("README.md")));
    Set<Path> linked =
        first.links().stream()
            .filter(link -> !link.isOutside())
            .map(link -> guide.resolve(link.path()).normalize())
            .collect(Collectors.toSet());
    List<Path> pages =
        SitePages.of(Repository.ROOT).stream()
            .filter(page -> page.startsWith(guide) && !page.endsWith("README.md"))
            .toList();
    assertThat(linked).containsAll(pages);
  }
}
