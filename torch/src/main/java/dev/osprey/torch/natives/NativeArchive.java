package dev.osprey.torch.natives;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.bytedeco.javacpp.Loader;

/**
 * The native libraries of one archive on the class path, for this machine.
 *
 * @param archive name of the archive's file
 * @param libraries the libraries in it
 */
record NativeArchive(String archive, List<JarEntry> libraries) {
  private static final String GPU = "-gpu";
  private static final List<String> EXTENSIONS = List.of("", GPU);

  /**
   * Finds the libraries of a JavaCPP preset, such as pytorch; empty if they are not on the class
   * path.
   */
  static Optional<NativeArchive> find(String preset) throws IOException {
    for (String extension : EXTENSIONS) {
      String folder = "org/bytedeco/" + preset + "/" + Loader.getPlatform() + extension + "/";
      URL library = NativeArchive.class.getResource("/" + folder + jniLibrary(preset));
      if (library != null && library.openConnection() instanceof JarURLConnection jar) {
        return Optional.of(of(jar, folder));
      }
      if (library != null) {
        return Optional.of(new NativeArchive("", List.of())); // unpacked on the class path
      }
    }
    return Optional.empty();
  }

  /** Whether the libraries of a preset for CUDA devices are on the class path. */
  static boolean hasGpuLibraries(String preset) {
    String folder = "org/bytedeco/" + preset + "/" + Loader.getPlatform() + GPU + "/";
    return NativeArchive.class.getResource("/" + folder + jniLibrary(preset)) != null;
  }

  private static NativeArchive of(JarURLConnection jar, String folder) throws IOException {
    List<JarEntry> libraries = new ArrayList<>();
    for (JarEntry entry : Collections.list(jar.getJarFile().entries())) {
      if (entry.getName().startsWith(folder) && isLibrary(entry)) {
        libraries.add(entry);
      }
    }
    return new NativeArchive(new File(jar.getJarFile().getName()).getName(), libraries);
  }

  private static String jniLibrary(String preset) {
    return System.mapLibraryName(preset.equals("pytorch") ? "jnitorch" : "jni" + preset);
  }

  private static boolean isLibrary(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && (name.contains(".so") || name.endsWith(".dylib") || name.endsWith(".dll"));
  }

  /** The size in bytes of the libraries that are not in the cache yet. */
  long missingBytes(File cache) {
    long bytes = 0;
    for (JarEntry library : libraries) {
      File cached = new File(new File(cache, archive), library.getName());
      bytes += cached.length() == library.getSize() ? 0 : library.getSize();
    }
    return bytes;
  }

  void unpack() throws IOException {
    for (JarEntry library : libraries) {
      URL url = NativeArchive.class.getResource("/" + library.getName());
      if (url != null && Loader.cacheResource(url) == null) {
        throw new IOException("the cache folder cannot be used");
      }
    }
  }
}
