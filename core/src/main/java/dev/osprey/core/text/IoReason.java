package dev.osprey.core.text;

import java.io.CharConversionException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import org.jspecify.annotations.Nullable;

/** Describes in plain words why a file could not be read or written. */
public final class IoReason {
  private IoReason() {}

  /** The reason as the end of a sentence: {@code permission is denied}. */
  public static String of(Throwable failure) {
    Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    if (cause instanceof AccessDeniedException || hasMessage(cause, "Permission denied")) {
      return "permission is denied";
    }
    if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
      return "there is no such file or folder";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (cause instanceof NotDirectoryException) {
      return "it is not a folder";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (cause instanceof FileSystemLoopException) {
      return "its links form a loop";
    }
    if (cause instanceof ReadOnlyFileSystemException) {
      return "the file system is read-only";
    }
    if (cause instanceof EOFException) {
      return "it ends too early";
    }
    if (cause instanceof CharConversionException) {
      return "it is not UTF-8 text";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return lowered(system.getReason());
    }
    String message = cause instanceof IOException ? cause.getMessage() : null;
    return message == null || namesAType(message) ? "the system gives no reason" : lowered(message);
  }

  /** Older parts of Java report a file without permission as not found. */
  private static boolean hasMessage(@Nullable Throwable cause, String words) {
    return cause instanceof FileNotFoundException
        && String.valueOf(cause.getMessage()).contains(words);
  }

  /** Some messages only name another exception. */
  private static boolean namesAType(String message) {
    return message.contains("Exception") || message.startsWith("java.");
  }

  private static String lowered(@Nullable String reason) {
    String text = reason == null ? "" : reason.strip();
    boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
    return word ? Character.toLowerCase(text.charAt(0)) + text.substring(1) : text;
  }
}
