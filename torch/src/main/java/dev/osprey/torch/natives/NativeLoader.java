package dev.osprey.torch.natives;

import dev.osprey.core.runtime.Platform;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Extracts all native libraries before the first one is loaded. If libtorch were loaded while its
 * parts are still being extracted, the system's loader could find another libtorch and crash the
 * process on the first start with an empty cache. All code that touches {@code
 * org.bytedeco.pytorch} calls {@link #load} first. Several processes may start at once: the cache
 * is locked while it is filled.
 */
public final class NativeLoader {
  private static final List<String> PRESETS = List.of("openblas", "pytorch");
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "windows-x86_64", "macosx-arm64");
  private static final double MEGABYTE = 1e6;
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private static volatile Consumer<String> unpacking = note -> {};

  private NativeLoader() {}

  /**
   * Loads libtorch once; later calls return at once. Thread-safe.
   *
   * @throws UserError if libtorch is not built for this machine, or its libraries cannot be
   *     unpacked or loaded; every call throws again
   */
  public static void load() {
    String failure = Once.FAILURE;
    if (failure != null) {
      throw new UserError(failure);
    }
  }

  /**
   * Sets the listener that receives a line before libraries are unpacked, which happens only at the
   * first start.
   */
  public static void onUnpacking(Consumer<String> listener) {
    unpacking = listener;
  }

  /** Loads the libraries in its static initialiser, which the JVM runs once and in one thread. */
  private static final class Once {
    static final @Nullable String FAILURE = tryLoading();

    private static @Nullable String tryLoading() {
      try {
        Platform.current().require("libtorch", PLATFORMS);
        unpackAll();
        Loader.load(org.bytedeco.pytorch.global.torch.class);
        return null;
      } catch (UserError e) {
        return String.valueOf(e.getMessage());
      } catch (IOException e) {
        return unpackingFailure(IoReason.of(e));
      } catch (LinkageError e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return "libtorch cannot be loaded from "
            + cacheFolder()
            + ": "
            + reason
            + ". If that folder may be damaged, remove it; it is filled again at the next start";
      }
    }
  }

  /** Whether this libtorch was built for CUDA devices; found out without loading it. */
  public static boolean hasGpuLibraries() {
    return NativeArchive.hasGpuLibraries("pytorch");
  }

  /**
   * Leaves CUDA out of JavaCPP's search for libraries, for the whole process, if this libtorch was
   * not built for CUDA devices. Without an extension of the platform's name JavaCPP tries those of
   * all builds, and looks for each library of CUDA on the class path and in the system. An
   * extension that the user has set stays. Call this before any native library is loaded.
   */
  public static void skipMissingGpuLibraries() {
    if (System.getProperty(EXTENSION) == null && !hasGpuLibraries()) {
      System.setProperty(EXTENSION, "-cpu");
    }
  }

  private static void unpackAll() throws IOException {
    NativeArchive openblas = NativeArchive.find(PRESETS.get(0)).orElse(null);
    Optional<NativeArchive> pytorch = NativeArchive.find(PRESETS.get(1));
    if (pytorch.isEmpty()) {
      throw new UserError(
          "the libtorch that Osprey was built with is not the one for this machine ("
              + Platform.current()
              + "); build Osprey here again");
    }
    File cache = Loader.getCacheDir();
    long missing =
        pytorch.get().missingBytes(cache) + (openblas == null ? 0 : openblas.missingBytes(cache));
    if (missing > 0) {
      requireSpace(cache, missing);
      unpacking.accept(
          String.format(
              Locale.ROOT,
              "unpacking libtorch, once: %.0f MB into %s ...",
              missing / MEGABYTE,
              cache));
    }
    if (openblas != null) {
      openblas.unpack();
    }
    pytorch.get().unpack();
  }

  private static void requireSpace(File cache, long bytes) {
    long free = cache.getUsableSpace();
    if ((free > 0 && free < bytes) || !cache.canWrite()) {
      throw new UserError(
          unpackingFailure(
              cache.canWrite()
                  ? String.format(
                      Locale.ROOT,
                      "it takes %.0f MB, and %.0f MB are free",
                      bytes / MEGABYTE,
                      free / MEGABYTE)
                  : "the folder is not writable"));
    }
  }

  private static String unpackingFailure(String reason) {
    return "libtorch cannot be unpacked into "
        + cacheFolder()
        + ": "
        + reason
        + ". Free space, correct its permissions, or set another folder:"
        + " OSPREY_JAVA_OPTIONS=-Dorg.bytedeco.javacpp.cachedir=DIR (from Java: the system"
        + " property)";
  }

  public static String cacheFolder() {
    try {
      return Loader.getCacheDir().toString();
    } catch (IOException e) {
      return "the cache folder";
    }
  }
}
