package dev.osprey.data.synthetic;

import dev.osprey.data.SeededRandom;
import java.awt.Color;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The appearance of a drawn face.
 *
 * @param hair null if there is none
 * @param smile how far the middle of the mouth lies below its corners, as a share of half the
 *     face's height; negative: above
 */
record FaceLook(
    Color skin, @Nullable Color hair, Color iris, Color lips, double smile, Glasses glasses) {

  /** What a face wears. */
  enum Glasses {
    NONE,
    WORN
  }

  private static final List<Color> HAIR =
      List.of(
          new Color(20, 16, 14),
          new Color(62, 40, 26),
          new Color(112, 72, 40),
          new Color(196, 160, 96),
          new Color(150, 148, 146));

  private static final int BALD_ONE_IN = 5;
  private static final int GLASSES_ONE_IN = 6;

  static FaceLook draw(SeededRandom random) {
    Color skin = skin(random);
    Color hair = random.nextInt(BALD_ONE_IN) == 0 ? null : HAIR.get(random.nextInt(HAIR.size()));
    Color iris =
        Color.getHSBColor(
            (float) random.nextDouble(0.05, 0.65), 0.5f, (float) random.nextDouble(0.1, 0.45));
    Color lips = mixed(skin, new Color(150, 30, 40), random.nextDouble(0.4, 0.8));
    double smile = random.nextDouble(-0.06, 0.2);
    Glasses glasses = random.nextInt(GLASSES_ONE_IN) == 0 ? Glasses.WORN : Glasses.NONE;
    return new FaceLook(skin, hair, iris, lips, smile, glasses);
  }

  /** Draws the colour of a skin, from light to dark; distractors have such colours too. */
  static Color skin(SeededRandom random) {
    double darkness = random.nextDouble() * random.nextDouble(0.5, 1);
    return Color.getHSBColor(
        (float) random.nextDouble(0.035, 0.085),
        (float) (0.22 + 0.38 * darkness + random.nextDouble(-0.06, 0.06)),
        (float) (0.97 - 0.5 * darkness));
  }

  /** Mixes the share {@code share} of {@code other} into {@code color}. */
  static Color mixed(Color color, Color other, double share) {
    return new Color(
        mixed(color.getRed(), other.getRed(), share),
        mixed(color.getGreen(), other.getGreen(), share),
        mixed(color.getBlue(), other.getBlue(), share));
  }

  private static int mixed(int value, int other, double share) {
    return (int) Math.rint(value + (other - value) * share);
  }
}
