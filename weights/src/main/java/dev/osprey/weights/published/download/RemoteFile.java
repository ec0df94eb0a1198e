package dev.osprey.weights.published.download;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * A file at its publisher, whose name contains the first digits of its digest.
 *
 * @param name for messages
 * @param address of the file, whose name ends in a hyphen and the first eight hexadecimal digits of
 *     its SHA-256
 * @param approximateBytes the size that the publisher states, to one part in a thousand
 */
public record RemoteFile(String name, URI address, long approximateBytes) {
  private static final int DIGITS = 8;
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9._-]+-[0-9a-f]{8}\\.\\w+");

  public RemoteFile {
    if (!FILE.matcher(lastPart(address)).matches()) {
      throw new IllegalArgumentException(
          address + ": the file's name must end in a hyphen and eight hexadecimal digits");
    }
  }

  private static String lastPart(URI address) {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the file's name, at its publisher and on this machine. */
  public String file() {
    return lastPart(address);
  }

  /** Returns the first eight hexadecimal digits of the SHA-256, in lower case. */
  public String digits() {
    int end = file().lastIndexOf('.');
    return file().substring(end - DIGITS, end);
  }
}
