package dev.osprey.bench.run;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.ChildProcess;
import dev.osprey.bench.process.Contender;
import dev.osprey.bench.process.FreshProcess;
import dev.osprey.bench.process.OpenChildren;
import dev.osprey.bench.process.WorkSettings;
import dev.osprey.bench.row.BenchRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Starts the two sides of rows. Owns their inputs and their processes. */
public final class BenchSides implements AutoCloseable {
  private final BenchSettings settings;
  private final OpenChildren children = new OpenChildren();
  private final BenchPlace place;
  private final ChildCommands commands;

  public BenchSides(BenchSettings settings) {
    this.settings = settings;
    this.commands = new ChildCommands(settings.threads());
    try {
      this.place = new BenchPlace(settings, children);
    } catch (RuntimeException e) {
      children.close();
      throw e;
    }
  }

  /**
   * Makes the inputs that do not exist yet, in their order.
   *
   * @throws dev.osprey.bench.process.ChildFailure if one cannot be made
   */
  public void make(List<InputFile> inputs) {
    place.make(inputs);
  }

  /** The file of an input. */
  public Path input(String name) {
    return place.file(name);
  }

  /** Starts our side. */
  public Contender ours(BenchRow row) {
    WorkSettings resolved =
        place
            .resolved(row.settings())
            .with("work", row.work())
            .with("engine", settings.engine().name().toLowerCase(Locale.ROOT));
    if (row.work().equals(BenchRow.START)) {
      return predict(resolved);
    }
    return child(resolved);
  }

  /** Starts any work of our side. */
  public ChildProcess child(WorkSettings given) {
    return new ChildProcess(children, commands.ours(place.resolved(given)), settings.patience());
  }

  private Contender predict(WorkSettings resolved) {
    Path output = place.file("predicted");
    List<String> words = new ArrayList<>(settings.command());
    words.addAll(List.of("predict", "--model", resolved.text("model"), resolved.text("image")));
    words.addAll(List.of("--out", output.toString()));
    words.addAll(List.of("--threads", Integer.toString(settings.threads())));
    return new FreshProcess(children, ChildCommands.plain(words), output, settings.patience());
  }

  /** Starts the peer's side. */
  public Contender peer(BenchRow row, PeerPython python) {
    BenchRow.PeerSide peer = row.peer();
    WorkSettings own = place.resolved(row.settings());
    for (var setting : place.resolved(peer.settings()).values().entrySet()) {
      own = own.with(setting.getKey(), setting.getValue());
    }
    Path script = place.script(peer.script());
    if (row.work().equals(BenchRow.START)) {
      Path output = place.file("predicted-by-peer");
      return new FreshProcess(
          children,
          commands.peer(python, script, own.with("output", output)),
          output,
          settings.patience());
    }
    return new ChildProcess(children, commands.peer(python, script, own), settings.patience());
  }

  @Override
  public void close() {
    children.close();
    place.close();
  }
}
