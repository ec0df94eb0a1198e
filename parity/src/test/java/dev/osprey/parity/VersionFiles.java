package dev.osprey.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine;

/** Unpacks files that an earlier version wrote, and runs commands on them. */
final class VersionFiles {
  private static final String COMPRESSED = ".gz";

  private VersionFiles() {}

  /** Copies the resources of a version to a folder; compressed files are decompressed. */
  static void unpack(String version, Path folder) throws IOException {
    Path resources = resources(version);
    List<Path> sources;
    try (Stream<Path> walk = Files.walk(resources)) {
      sources = walk.filter(Files::isRegularFile).toList();
    }
    for (Path source : sources) {
      Path target = folder.resolve(resources.relativize(source).toString());
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      copy(source, target);
    }
  }

  private static Path resources(String version) {
    try {
      return Path.of(
          Objects.requireNonNull(VersionFiles.class.getResource("/" + version), version).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(version, e);
    }
  }

  private static void copy(Path source, Path target) throws IOException {
    String name = target.getFileName().toString();
    if (!name.endsWith(COMPRESSED)) {
      Files.copy(source, target);
      return;
    }
    String plain = name.substring(0, name.length() - COMPRESSED.length());
    try (InputStream in = new GZIPInputStream(Files.newInputStream(source))) {
      Files.copy(in, target.resolveSibling(plain));
    }
  }

  /** Runs a command line, which must succeed, and returns what it printed. */
  static String run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(stream);
      System.setErr(stream);
      int exitCode =
          new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments);
      assertThat(exitCode).as(printed.toString(StandardCharsets.UTF_8)).isZero();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
