package dev.osprey.data.image;

import dev.osprey.core.runtime.Platform;
import java.util.List;

/** Loads OpenCV, which decodes images. */
public final class OpenCv {
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");

  private OpenCv() {}

  /**
   * Checks that the library has a build for this machine; call this before the first use of its
   * classes.
   *
   * @throws dev.osprey.core.text.UserError if the library has no build for this machine
   */
  public static void requirePlatform() {
    Platform.current().require("OpenCV", PLATFORMS);
  }
}
