package dev.osprey.bench.row;

import dev.osprey.bench.input.InputFile;
import dev.osprey.bench.process.WorkSettings;
import java.util.List;
import java.util.Optional;

/**
 * One comparison.
 *
 * @param name on the command line and in the table
 * @param title what is measured, in words
 * @param inputs that must exist before, in the order in which they are made
 * @param work of {@code BenchChild}, or {@link #START}
 * @param settings of the work, for both sides; the keys of {@link #PATHS} name inputs
 * @param peer the other side
 * @param target what the ratio has to be
 * @param facts the input with the facts of model and image
 * @param passes whether each run is worth repeating
 */
public record BenchRow(
    String name,
    String title,
    RowGroup group,
    List<InputFile> inputs,
    String work,
    WorkSettings settings,
    PeerSide peer,
    RowTarget target,
    Optional<String> facts,
    Passes passes) {

  /** The work whose process is started for each run. */
  public static final String START = "start";

  /** The keys of settings that name inputs. */
  public static final List<String> PATHS = List.of("model", "image", "images", "boxes", "coco");

  /**
   * The other side.
   *
   * @param name of the project, for the table
   * @param script that does the work, without its extension
   * @param settings beside those of the row, or in their place
   */
  public record PeerSide(String name, String script, WorkSettings settings) {}

  /** How often a row is measured. */
  public enum Passes {
    /** As the command says. */
    AS_ASKED,
    /** Once, without warming up, because one run takes minutes. */
    ONCE
  }

  public BenchRow {
    inputs = List.copyOf(inputs);
  }

  BenchRow once() {
    return new BenchRow(
        name, title, group, inputs, work, settings, peer, target, facts, Passes.ONCE);
  }
}
