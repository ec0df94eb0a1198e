package dev.osprey.training.checkpoint;

import dev.osprey.core.text.UserError;
import dev.osprey.detection.config.ConfigReader;
import dev.osprey.tensorfiles.safetensors.SafeTensors;
import dev.osprey.tensorfiles.safetensors.SafeTensorsWriter;
import java.nio.file.Path;

/**
 * An open {@code last.state.safetensors}: the resume position, the model files that belong to it,
 * the environment of the run, and the tensors of optimiser and moving average. It contains the
 * SHA-256 of its own content.
 */
final class SavedState implements AutoCloseable {
  private static final String FORMAT_KEY = "osprey.state.format";
  private static final String FORMAT = "1";
  private static final String POSITION_KEY = "osprey.state";
  private static final String FILES_KEY = "osprey.state.files";
  private static final String ENVIRONMENT_KEY = "osprey.state.origin";
  private static final String DIGEST_KEY = "osprey.state.sha256";

  private final Path file;
  private final SafeTensors tensors;

  private SavedState(Path file, SafeTensors tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /**
   * Opens the state of a folder.
   *
   * @throws UserError if it cannot be read, is damaged, or has another version
   */
  static SavedState open(RunFolder folder) {
    Path file = folder.lastState();
    SafeTensors tensors;
    try {
      tensors = SafeTensors.open(file);
    } catch (UserError e) {
      throw new UserError(e.getMessage() + ". " + advice(folder), e);
    }
    try {
      requireWhole(tensors, folder);
      if (!FORMAT.equals(tensors.metadata().get(FORMAT_KEY))
          || tensors.metadata().get(POSITION_KEY) == null) {
        throw new UserError(
            file + " was not written by this version of Osprey; resume with the one that wrote it");
      }
      return new SavedState(file, tensors);
    } catch (RuntimeException e) {
      tensors.close();
      throw e;
    }
  }

  private static void requireWhole(SafeTensors tensors, RunFolder folder) {
    String expected = tensors.metadata().get(DIGEST_KEY);
    if (expected != null && !tensors.contentSha256(DIGEST_KEY).equals(expected)) {
      throw new UserError(
          folder.lastState() + " is damaged: its content is not what was saved. " + advice(folder));
    }
  }

  private static String advice(RunFolder folder) {
    return "Put a copy of it back, or start a new run from the weights: ./osprey train "
        + folder.config()
        + " model.weights="
        + folder.last();
  }

  /** Adds the metadata that this class reads to a file that already contains the tensors. */
  static void describe(
      SafeTensorsWriter writer,
      ResumePosition position,
      SavedFiles files,
      ComputeEnvironment environment) {
    writer
        .metadata(FORMAT_KEY, FORMAT)
        .metadata(POSITION_KEY, ConfigReader.toAsciiJson(position))
        .metadata(FILES_KEY, ConfigReader.toAsciiJson(files))
        .metadata(ENVIRONMENT_KEY, ConfigReader.toAsciiJson(environment));
    writer.metadata(DIGEST_KEY, writer.contentSha256());
  }

  ResumePosition position() {
    return read(ResumePosition.class, POSITION_KEY);
  }

  SavedFiles files() {
    return tensors.metadata().containsKey(FILES_KEY)
        ? read(SavedFiles.class, FILES_KEY)
        : SavedFiles.UNKNOWN;
  }

  /** Null in states of older versions. */
  ComputeEnvironment environment() {
    return tensors.metadata().containsKey(ENVIRONMENT_KEY)
        ? read(ComputeEnvironment.class, ENVIRONMENT_KEY)
        : ComputeEnvironment.UNKNOWN;
  }

  private <T> T read(Class<T> type, String key) {
    String json = tensors.metadata().getOrDefault(key, "");
    return ConfigReader.readJson(type, json, file.toString());
  }

  SafeTensors tensors() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
