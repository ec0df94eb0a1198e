package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The Javadoc of the site covers every module that is published. */
class JavadocSourcesTest {
  private static final Pattern SOURCE = Pattern.compile("\\$\\{root}/(\\w+)/src/main/java");

  @Test
  void everyPublishedModuleIsASourceOfTheJavadoc() throws IOException {
    String pom = Files.readString(Repository.ROOT.resolve("site/pom.xml"));
    List<String> listed = SOURCE.matcher(pom).results().map(found -> found.group(1)).toList();
    List<String> published =
        Repository.modules().stream()
            .filter(module -> !Set.of("testing", "fixtures", "parity", "site").contains(module))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(published);
  }
}
