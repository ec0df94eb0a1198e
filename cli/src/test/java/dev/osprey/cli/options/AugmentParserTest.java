package dev.osprey.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.inference.views.TestTimeAugmentation;
import dev.osprey.inference.views.TestTimeAugmentation.Merge;
import dev.osprey.inference.views.TestTimeAugmentation.Mirroring;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentParserTest {

  @Test
  void readsScalesMirroringAndMerging() {
    assertThat(AugmentParser.parse("scales=0.5,1,2,flip"))
        .isEqualTo(
            new TestTimeAugmentation(List.of(0.5, 1.0, 2.0), Mirroring.ADDED, Merge.FUSION, null));
    assertThat(AugmentParser.parse(" merge = voting , iou=0.4, scales = 1 , 1.5 "))
        .isEqualTo(new TestTimeAugmentation(List.of(1.0, 1.5), Mirroring.NONE, Merge.VOTING, 0.4));
    assertThat(AugmentParser.parse("flip"))
        .isEqualTo(new TestTimeAugmentation(List.of(1.0), Mirroring.ADDED, Merge.FUSION, null));
    assertThat(AugmentParser.parse("flip,scales=2,merge=nms,iou=1"))
        .isEqualTo(new TestTimeAugmentation(List.of(2.0), Mirroring.ADDED, Merge.NMS, 1.0));
  }

  @Test
  void invalidTextIsRefusedWithAnExample() {
    assertWrong("scales=0", "scale 0.0 is not valid");
    assertWrong("scales=1,-2", "scale -2.0 is not valid");
    assertWrong("scales=a", "\"a\" is not a number");
    assertWrong("scales=", "\"\" is not a number");
    assertWrong("scales=1,,2", "\"\" is not a number");
    assertWrong("scales=1,1.0", "contain a value twice");
    assertWrong("scales=1,scales=2", "scales is given twice");
    assertWrong("scales=NaN", "is not valid");
    assertWrong("flop", "\"flop\" is unknown, did you mean \"flip\"?");
    assertWrong("scales=1,flop", "\"flop\" is not a number, did you mean \"flip\"?");
    assertWrong("scale=1", "did you mean \"scales\"?");
    assertWrong("flip=1", "\"flip=1\" is unknown");
    assertWrong("scales", "\"scales\" is unknown");
    assertWrong("flip,2", "\"2\" is unknown");
    assertWrong("", "\"\" is unknown");
    assertWrong("merge=voting", "it names neither scales nor flip");
    assertWrong("flip,merge=mean", "merge is fusion, nms or voting, not \"mean\"");
    assertWrong("flip,iou=2", "iou 2.0 of merging lies outside [0, 1]");
    assertWrong("flip,iou=x", "\"x\" is not a number");
  }

  private static void assertWrong(String text, String why) {
    assertThatThrownBy(() -> AugmentParser.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--augment " + text + ": ")
        .hasMessageContaining(why)
        .hasMessageContaining("it like scales=0.5,1,2,flip");
  }
}
