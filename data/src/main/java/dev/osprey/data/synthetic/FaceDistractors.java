package dev.osprey.data.synthetic;

import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;

/**
 * Draws things with a skin's colour and a face's outline that are not faces: plain ellipses and
 * circles, and ellipses with spots elsewhere than a face's eyes and mouth.
 */
final class FaceDistractors {
  private static final int MAXIMUM_COUNT = 4;

  private final ImageSize image;
  private final SeededRandom random;

  FaceDistractors(ImageSize image, SeededRandom random) {
    this.image = image;
    this.random = random;
  }

  /** Paints the distractors; call this before the faces are painted. */
  void paint(Graphics2D graphics) {
    int count = random.nextInt(MAXIMUM_COUNT + 1);
    for (int i = 0; i < count; i++) {
      paintOne(graphics);
    }
  }

  private void paintOne(Graphics2D graphics) {
    double halfWidth = random.nextDouble(DrawnFace.SMALLEST, DrawnFace.LARGEST) / 2.6;
    double ratio = random.nextInt(2) == 0 ? 1 : random.nextDouble(1.2, 1.5);
    AffineTransform placement = new AffineTransform();
    placement.translate(random.nextDouble(0, image.width()), random.nextDouble(0, image.height()));
    double turn = random.nextDouble(-0.5, 0.5);
    placement.concatenate(
        AffineTransform.getRotateInstance(StrictMath.cos(turn), StrictMath.sin(turn)));
    placement.scale(halfWidth, ratio * halfWidth);
    Color color = FaceLook.skin(random);
    float x = (float) placement.getTranslateX();
    float y = (float) placement.getTranslateY();
    float reach = (float) halfWidth;
    graphics.setPaint(
        new GradientPaint(
            x - reach,
            y - reach,
            color,
            x + reach,
            y + reach,
            FaceLook.mixed(color, Color.BLACK, 0.25)));
    graphics.fill(placement.createTransformedShape(new Ellipse2D.Double(-1, -1, 2, 2)));
    if (random.nextInt(3) == 0) {
      paintSpot(graphics, placement, FaceLook.mixed(color, Color.BLACK, 0.6));
    }
  }

  /** Paints one spot in the middle or at the edge: faces have two eyes above a mouth. */
  private void paintSpot(Graphics2D graphics, AffineTransform placement, Color color) {
    double y = random.nextInt(2) == 0 ? 0 : -0.7;
    double side = random.nextDouble(0.15, 0.3);
    graphics.setPaint(color);
    graphics.fill(
        placement.createTransformedShape(
            new Ellipse2D.Double(-side / 2, y - side / 2, side, side)));
  }
}
