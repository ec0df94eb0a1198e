package example;

import dev.osprey.core.Detection;
import dev.osprey.predict.Predictor;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Detects objects in an image: {@code Detect best.safetensors image.png}. */
public final class Detect {
  public static void main(String[] args) throws Exception {
    try (Predictor predictor = Predictor.load(Path.of(args[0]))) {
      Path image = Path.of(args[1]);
      for (Detection found : predictor.detect(image)) {
        if (found.score() >= 0.5) {
          String name = predictor.labels().name(found.label());
          System.out.printf("%s %.2f %s%n", name, found.score(), found.box());
        }
      }
      // The same from bytes, such as an upload, and from a BufferedImage:
      int fromBytes = predictor.detect(Files.readAllBytes(image)).size();
      int fromImage = predictor.detect(ImageIO.read(image.toFile())).size();
      System.out.println(fromBytes + " objects from bytes, " + fromImage + " from a BufferedImage");
    }
  }
}
