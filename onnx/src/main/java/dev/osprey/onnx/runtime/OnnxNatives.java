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
 * Loads ONNX Runtime from the cache folder of libtorch. By default ONNX Runtime unpacks 24 MB into
 * a new temporary folder at every start, and a killed process leaves them there. The cache is
 * filled once, under a lock between processes; an incomplete file is unpacked again.
 *
 * <p>A folder of libraries given by {@code -Donnxruntime.native.path} is used instead.
 */
final class OnnxNatives {
  private static final String FOLDER = "onnxruntime.native.path";
  private static final List<String> LIBRARIES =
      List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

  private static boolean loaded;

  private OnnxNatives() {}

  /**
   * Loads the libraries once; later calls do nothing. Thread-safe.
   *
   * @throws UserError if the cache folder cannot be written
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

  /** Returns the folder of the libraries; null if the jar has none for this platform. */
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

  /** Returns the path of a library in the jar of ONNX Runtime. */
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
   * Removes the temporary folder of ONNX Runtime, which it creates even if it stays empty, and
   * deletes only if the process ends normally. Only a private field holds its path.
   */
  private static void removeTemporaryFolder() {
    try {
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      return; // the folder is in use
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      return; // the empty folder is deleted when the process ends
    }
  }
}
