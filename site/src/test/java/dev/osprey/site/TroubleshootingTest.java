package dev.osprey.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The troubleshooting page quotes only messages that exist. */
class TroubleshootingTest {
  private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| ([^|]*) \\|");
  private static final Pattern QUOTE = Pattern.compile("`([^`]+)`");

  @Test
  void everyQuotedMessageIsInTheSources() throws IOException {
    String page = Files.readString(Repository.ROOT.resolve("docs/guide/troubleshooting.md"));
    String sources = sources();
    List<String> unknown = new ArrayList<>();
    for (MatchResult cell : FIRST_CELL.matcher(page).results().toList()) {
      for (MatchResult quote : QUOTE.matcher(cell.group(1)).results().toList()) {
        for (String part : quote.group(1).split("…", -1)) {
          if (!sources.contains(part.strip())) {
            unknown.add(part.strip());
          }
        }
      }
    }
    assertThat(unknown).as("quoted in docs/guide/troubleshooting.md").isEmpty();
  }

  /** Returns all main sources, with string literals that span several lines joined. */
  private static String sources() throws IOException {
    StringBuilder text = new StringBuilder(Files.readString(Repository.ROOT.resolve("osprey")));
    for (Path file : Repository.javaFiles()) {
      if (!file.toString().replace('\\', '/').contains("src/test/")) {
        text.append(Files.readString(Repository.ROOT.resolve(file)));
      }
    }
    return text.toString().replaceAll("\"\\s*\\+\\s*\"", "");
  }
}
