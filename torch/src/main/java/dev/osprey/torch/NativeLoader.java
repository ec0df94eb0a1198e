package dev.osprey.torch;

import dev.osprey.core.IoReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.List;
import java.util.jar.JarEntry;
import org.bytedeco.javacpp.Loader;

/**
 * Extracts all native libraries before the first one is loaded. Loading libtorch while its parts
 * are still being extracted lets the system's loader find another libtorch, and crashes the process
 * on the first start with an empty cache. Everything that touches {@code org.bytedeco.pytorch}
 * calls {@link #load} first. Several processes may start at once: the cache is locked while it is
 * filled.
 */
public final class NativeLoader {
  private static final List<String> PRESETS = List.of("openblas", "pytorch");
  private static final List<String> EXTENSIONS = List.of("", "-gpu");

  private NativeLoader() {}

  /** Loads libtorch once; later calls return at once. Thread-safe. */
  public static void load() {
    Once.touch();
  }

  /** A class is initialised once and by one thread: the JVM's own lock. */
  private static final class Once {
    static {
      for (String preset : PRESETS) {
        for (String extension : EXTENSIONS) {
          extract("org/bytedeco/" + preset + "/" + Loader.getPlatform() + extension + "/", preset);
        }
      }
      Loader.load(org.bytedeco.pytorch.global.torch.class);
    }

    static void touch() {}
  }

  private static void extract(String folder, String preset) {
    URL library = NativeLoader.class.getResource("/" + folder + jniLibrary(preset));
    if (library == null) {
      return; // not the build for this platform: loading says what is missing
    }
    try {
      if (library.openConnection() instanceof JarURLConnection jar) {
        for (JarEntry entry : java.util.Collections.list(jar.getJarFile().entries())) {
          if (entry.getName().startsWith(folder) && !entry.isDirectory()) {
            URL url = NativeLoader.class.getResource("/" + entry.getName());
            if (url != null && isLibrary(entry.getName())) {
              Loader.cacheResource(url);
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot extract libtorch into " + cacheFolder() + ": " + IoReason.of(e), e);
    }
  }

  private static String jniLibrary(String preset) {
    return System.mapLibraryName(preset.equals("pytorch") ? "jnitorch" : "jni" + preset);
  }

  private static boolean isLibrary(String name) {
    return name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".dll");
  }

  static String cacheFolder() {
    try {
      return Loader.getCacheDir().toString();
    } catch (IOException e) {
      return "the cache folder";
    }
  }
}
