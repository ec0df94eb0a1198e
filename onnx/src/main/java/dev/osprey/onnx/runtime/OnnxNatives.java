package dev.osprey.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import dev.osprey.core.text.IoReason;
import dev.osprey.core.text.UserError;
import dev.osprey.torch.Libtorch;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Loads ONNX Runtime from the cache folder that libtorch is unpacked into. Left to itself, ONNX
 * Runtime unpacks 24 MB into a new temporary folder at every start, and a process that is killed
 * leaves them there. The cache is filled once, under a lock that other processes respect; a file
 * that was half unpacked is unpacked again. Nothing temporary is left, so nothing of other
 * processes ever has to be removed.
 *
 * <p>A folder of libraries that is named by {@code -Donnxruntime.native.path} is used as it is.
 */
final class OnnxNatives {
  private static final String FOLDER = "onnxruntime.native.path";
  private static final List<String> LIBRARIES =
      List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

  private static boolean loaded;

  private OnnxNatives() {}

  /**
   * Loads the libraries once; later calls return at once. Thread-safe.
   *
   * @throws UserError where the cache folder does not take them
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    Path folder = System.getProperty(FOLDER) == null ? unpack() : null;
    if (folder == null) {
      var unused = OrtEnvironment.getEnvironment();
    } else {
      loadFrom(folder);
    }
    loaded = true;
  }

  private static void loadFrom(Path folder) {
    System.setProperty(FOLDER, folder.toString());
    try {
      var unused = OrtEnvironment.getEnvironment();
    } finally {
      System.clearProperty(FOLDER);
    }
    removeTemporaryFolder();
  }

  /** Where the libraries lie now; null where the jar has none for this platform. */
  private static @Nullable Path unpack() {
    Path folder = null;
    for (String library : LIBRARIES) {
      URL resource = OrtEnvironment.class.getResource(resource(library));
      if (resource != null) {
        folder = cached(resource).getParent();
      }
    }
    return folder;
  }

  private static Path cached(URL resource) {
    try {
      File file = Loader.cacheResource(resource);
      if (file == null) {
        throw new IOException("the library was not found in its jar");
      }
      return file.toPath();
    } catch (IOException e) {
      throw new UserError(
          "ONNX Runtime cannot be unpacked into "
              + Libtorch.cacheFolder()
              + ": "
              + IoReason.of(e)
              + "; it takes 30 MB. Free space there and check the folder's permissions",
          e);
    }
  }

  /** As ONNX Runtime's jar names its folders. */
  private static String resource(String library) {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String os = system.contains("win") ? "win" : system.contains("mac") ? "osx" : "linux";
    boolean isArm = architecture.equals("aarch64") || architecture.equals("arm64");
    return "/ai/onnxruntime/native/"
        + (os + (isArm ? "-aarch64/" : "-x64/"))
        + System.mapLibraryName(library);
  }

  /**
   * ONNX Runtime makes a temporary folder even where it has nothing to put there, and deletes it
   * when the process ends in order. Only its own field tells which one is this process's.
   */
  private static void removeTemporaryFolder() {
    try {
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      return; // it did have something to put there
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      return; // the empty folder goes when the process ends
    }
  }
}
