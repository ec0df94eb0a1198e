package dev.osprey.data.image;

import dev.osprey.core.runtime.Platform;
import dev.osprey.core.text.UserError;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_imgcodecs;

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

  /**
   * Begins to load the library in a thread of its own, so that a program's start can do other work
   * meanwhile. Returns at once. What fails is reported by the first use.
   */
  public static void loadAhead() {
    Thread loading = new Thread(OpenCv::load, "loading OpenCV");
    loading.setDaemon(true);
    loading.start();
  }

  private static void load() {
    try {
      requirePlatform();
      Loader.load(opencv_imgcodecs.class);
    } catch (UserError | LinkageError e) {
      return; // the first use throws again
    }
  }
}
