package dev.osprey.data.format.mat;

import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.data.format.mat.MatStructure.MatFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.Sources;

/**
 * A MATLAB file of version 5 to 7 whose variables are cell arrays. Objects in it are not created.
 */
public final class MatFile {
  /** The largest file that is read; the published ones have at most half a megabyte. */
  private static final long LARGEST = 32L << 20;

  private final Path file;
  private final Mat5File content;

  private MatFile(Path file, Mat5File content) {
    this.file = file;
    this.content = content;
  }

  public static MatFile read(Path file) {
    byte[] bytes = bytes(file);
    try {
      MatStructure.check(bytes);
      return new MatFile(
          file, Mat5.newReader(Sources.wrap(bytes)).disableSubsystemProcessing().readMat());
    } catch (MatFault e) {
      throw unreadable(file, e.what(), e);
    } catch (IOException | RuntimeException e) {
      // The library throws various exceptions where a file is damaged.
      throw unreadable(file, "it is damaged", e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw unreadable(file, "it has more than " + (LARGEST >> 20) + " MB", null);
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UserError(
          file + " cannot be read: " + IoReason.of(e) + ". Check the path and its permissions", e);
    }
  }

  private static UserError unreadable(Path file, String why, @Nullable Exception cause) {
    String message =
        file
            + " cannot be read as a MATLAB file of version 5 to 7: "
            + why
            + ". Fetch it again; one that was saved with -v7.3 is to be saved with -v7";
    return cause == null ? new UserError(message) : new UserError(message, cause);
  }

  /** A variable that is a cell array. */
  public MatCells cells(String variable) {
    for (Entry entry : content.getEntries()) {
      if (entry.getName().equals(variable)) {
        Array value = entry.getValue();
        if (value instanceof Cell cell) {
          return new MatCells(file + ": " + variable, cell);
        }
        throw new UserError(
            file + ": " + variable + " is a " + value.getType() + ", not a cell array");
      }
    }
    throw new UserError(file + " has no variable " + variable + ". Is this the right file?");
  }
}
