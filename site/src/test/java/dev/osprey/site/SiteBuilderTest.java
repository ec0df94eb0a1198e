package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built site needs no files from outside. */
class SiteBuilderTest {
  private static final Pattern ADDRESS = Pattern.compile("<(\\w+)[^>]* (?:href|src)=\"([^\"]*)\"");

  @TempDir static Path site;

  @BeforeAll
  static void build() throws IOException {
    SiteBuilder.build(Repository.ROOT, site);
  }

  @Test
  void everyMarkdownFileBecomesAPage() throws IOException {
    for (Path markdown : SitePages.of(Repository.ROOT)) {
      assertThat(site.resolve(SitePages.place(markdown))).isRegularFile();
    }
  }

  @Test
  void everyRelativeLinkHasATargetInTheSite() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : pages()) {
      for (MatchResult found : addresses(page)) {
        String address = found.group(2);
        if (!address.contains(":") && !exists(page, address)) {
          broken.add(site.relativize(page) + ": " + address);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void noPageLoadsAnythingFromOutside() throws IOException {
    for (Path page : pages()) {
      assertThat(Files.readString(page)).doesNotContain("<script", "@import");
      for (MatchResult found : addresses(page)) {
        if (!found.group(1).equals("a")) {
          assertThat(found.group(2)).as(page.toString()).doesNotContain("//");
        }
      }
    }
    assertThat(site.resolve("site.css")).content().doesNotContain("//", "@import", "url(");
  }

  @Test
  void headingsHaveTheAnchorsThatGitHubGivesThem() {
    assertThat(HeadingAnchors.anchor("Faster R-CNN: settings and names"))
        .isEqualTo("faster-r-cnn-settings-and-names");
    assertThat(HeadingAnchors.anchor("model.backbone with type: resnet"))
        .isEqualTo("modelbackbone-with-type-resnet");
  }

  private static boolean exists(Path page, String address) {
    String path = address.replaceFirst("#.*", "");
    Path target = path.isEmpty() ? page : page.resolveSibling(path).normalize();
    // the build writes the Javadoc beside the pages
    return target.startsWith(site.resolve("apidocs")) || Files.isRegularFile(target);
  }

  private static List<MatchResult> addresses(Path page) throws IOException {
    Matcher matcher = ADDRESS.matcher(Files.readString(page));
    return matcher.results().toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      return files.filter(file -> file.toString().endsWith(".html")).sorted().toList();
    }
  }
}
