package dev.osprey.cli.options;

import dev.osprey.core.text.Decimals;
import dev.osprey.detection.Detector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The option {@code predict --score}, the minimum score of the detections that are shown. If it is
 * below the score threshold of the model, it replaces that threshold.
 */
public final class ScoreOption implements SettingsAdjustment {
  public static final double STANDARD = 0.3;
  private static final String KEY = "scoreThreshold";

  @Option(
      names = "--score",
      paramLabel = "SCORE",
      converter = Score.class,
      description =
          "Minimum score of a detection, from 0 to 1 (default: 0.3). If it is below the model's own"
              + " score threshold, it replaces that threshold, unless --set gives the threshold.")
  @Nullable Double given;

  /** A number from 0 to 1. */
  public static final class Score implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double score = Double.NaN;
      try {
        score = Double.parseDouble(text);
      } catch (NumberFormatException e) {
        // refused below, with all other wrong values
      }
      if (!(score >= 0 && score <= 1)) {
        throw new TypeConversionException(
            "\"" + text + "\" is not a score; a score is a number from 0 to 1, such as 0.3");
      }
      return score + 0.0; // not -0
    }
  }

  /** Detections with a lower score are not shown. */
  public double minimum() {
    return given == null ? STANDARD : given;
  }

  @Override
  public Detector.Config adjusted(Detector.Config config, SetOption changes) {
    Double wanted = given;
    return wanted == null
            || wanted >= config.postprocess().scoreThreshold()
            || changes.replaces(config, KEY)
        ? config
        : config.withScoreThreshold(wanted);
  }

  @Override
  public String note(Detector.Config before, Detector.Config after) {
    return "";
  }

  @Override
  public String cannotChange(Path file, Detector.Config config, Detector.Config wanted) {
    return file
        + " drops scores that are not above "
        + Decimals.plain(config.postprocess().scoreThreshold())
        + " in its graph, so --score "
        + Decimals.plain(minimum())
        + " shows no more detections; export the model again with --set "
        + SetOption.assignment(config, KEY, Decimals.plain(minimum()));
  }
}
