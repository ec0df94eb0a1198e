package dev.osprey.training.config;

import dev.osprey.core.text.UserError;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces the command line options in messages about a data set by the settings of a run: {@code
 * --split} becomes {@code data.train.split}.
 */
public final class SettingNames {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "--data", "folder",
          "--format", "format",
          "--split", "split",
          "--annotations", "annotations",
          "--images", "images",
          "--classes", "classes",
          "--only", "only",
          "--on-invalid", "onInvalid");

  private static final Pattern OPTION = Pattern.compile("--[a-z]+(?:-[a-z]+)?");
  private static final Pattern SPLIT =
      Pattern.compile("Pass --split with one of ((\\S+?)(?:, .*)?)$", Pattern.MULTILINE);

  private SettingNames() {}

  /**
   * The error with the settings of a run in its message.
   *
   * @param group the key of the data set, such as {@code data.train}
   */
  public static UserError in(String group, UserError mistake) {
    String message = in(group, String.valueOf(mistake.getMessage()));
    return new UserError(group + ": " + message, mistake);
  }

  /** A message with the settings of the data set in place of options. */
  public static String in(String group, String text) {
    String message =
        SPLIT
            .matcher(text)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        "Give "
                            + group
                            + ".split="
                            + found.group(2)
                            + " or another of "
                            + found.group(1)));
    message =
        message
            .replace(" (in a configuration: onInvalid)", "")
            .replace("--on-invalid skip or fix", "--on-invalid=skip (or fix)");
    return OPTION
        .matcher(message)
        .replaceAll(
            found -> {
              String setting = SETTINGS.get(found.group());
              return Matcher.quoteReplacement(
                  setting == null ? found.group() : group + "." + setting);
            });
  }
}
