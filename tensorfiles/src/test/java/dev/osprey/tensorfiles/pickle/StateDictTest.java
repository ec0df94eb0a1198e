package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.pickle.machine.Storage;
import dev.osprey.tensorfiles.pickle.machine.TorchFileErrors;
import dev.osprey.tensorfiles.pickle.machine.TorchTensor;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateDictTest {
  private static final TorchTensor TENSOR =
      new TorchTensor(
          new Storage("0", DType.F32, 0, 4, 4), DType.F32, List.of(1L), List.of(1L), 0, 1);

  private static Dictionary of(Object... keysAndValues) {
    Dictionary dictionary = new Dictionary();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      dictionary.put((String) keysAndValues[i], (TorchValue) keysAndValues[i + 1]);
    }
    return dictionary;
  }

  private static Map<String, TorchTensor> find(TorchValue root) {
    return StateDict.find(root, new TorchFileErrors(Path.of("m.pth"))).tensors();
  }

  private static Optional<AveragedState> averages(TorchValue root) {
    return StateDict.find(root, new TorchFileErrors(Path.of("m.pth"))).averages();
  }

  private static List<String> names(TorchValue root) {
    return List.copyOf(find(root).keySet());
  }

  @Test
  void findsWeightsInARootWithNumbersAndTexts() {
    assertThat(names(of("a", TENSOR, "epoch", new Whole(3), "b", TENSOR)))
        .containsExactly("a", "b");
    Sequence classes = new Sequence(Sequence.Kind.LIST, List.of(new Text("cell")));
    assertThat(names(of("a", TENSOR, "classes", classes))).containsExactly("a");
    assertThat(names(of("model", of("a", TENSOR, "_extra_state", of())))).containsExactly("a");
  }

  @Test
  void findsWeightsUnderTheUsualKeysInOrderAndNested() {
    Dictionary a = of("a", TENSOR);
    Dictionary b = of("b", TENSOR);
    assertThat(names(of("model", a, "state_dict", b))).containsExactly("b");
    assertThat(names(of("best_loss", TENSOR, "net", a, "other", b))).containsExactly("a");
    assertThat(names(of("checkpoint", of("model", a)))).containsExactly("a");
    assertThat(names(of("state_dict", of("model", b)))).containsExactly("b");
    assertThat(names(of("state_dict", of(), "model", a))).containsExactly("a");
  }

  @Test
  void dropsSharedPrefixes() {
    assertThat(names(of("module.a", TENSOR, "module.b", TENSOR))).containsExactly("a", "b");
    assertThat(names(of("module.model.a", TENSOR, "module.model.b", TENSOR)))
        .containsExactly("a", "b");
    assertThat(names(of("_orig_mod.module.a", TENSOR))).containsExactly("a");
    assertThat(names(of("model.a", TENSOR, "head.b", TENSOR))).containsExactly("model.a", "head.b");
    assertThat(names(of("module.a", TENSOR, "b", TENSOR))).containsExactly("module.a", "b");
  }

  @Test
  void findsAveragesOfTrainingScripts() {
    Dictionary plain = of("a", TENSOR, "b", TENSOR);
    Dictionary averaged = of("n_averaged", TENSOR, "module.a", TENSOR, "module.b", TENSOR);
    for (String key :
        List.of("model_ema", "ema_state_dict", "state_dict_ema", "ema", "swa_model")) {
      Dictionary root = of("model", plain, key, averaged, "epoch", new Whole(3));
      assertThat(names(root)).as(key).containsExactly("a", "b");
      assertThat(averages(root))
          .as(key)
          .hasValueSatisfying(
              found -> {
                assertThat(found.path()).isEqualTo("[\"" + key + "\"]");
                assertThat(found.tensors()).containsOnlyKeys("n_averaged", "module.a", "module.b");
                assertThat(found.meaning()).isEqualTo(AveragedState.Meaning.AVERAGES);
              });
    }
    Dictionary callbacks = of("EMA", of("ema_state_dict", plain, "decay", new Whole(1)));
    assertThat(averages(of("state_dict", averaged, "callbacks", callbacks)).orElseThrow().path())
        .isEqualTo("[\"callbacks\"][\"EMA\"][\"ema_state_dict\"]");
    assertThat(averages(of("model", plain, "ema_decay", TENSOR))).isEmpty();
  }

  @Test
  void recognisesSwappedSetsOfMmengineAndLightning() {
    Dictionary plain = of("a", TENSOR);
    Dictionary steps = of("steps", TENSOR, "module.a", TENSOR);
    assertThat(averages(of("state_dict", plain, "ema_state_dict", steps)).orElseThrow().meaning())
        .isEqualTo(AveragedState.Meaning.SWAPPED);
    assertThat(
            averages(of("state_dict", plain, "current_model_state", steps)).orElseThrow().meaning())
        .isEqualTo(AveragedState.Meaning.LAST_STEP);
  }

  @Test
  void takesAveragesIfTheFileHoldsNothingElse() {
    Dictionary averaged = of("module.a", TENSOR, "module.b", TENSOR);
    for (String key : List.of("model_ema", "ema_state_dict", "ema")) {
      assertThat(names(of(key, averaged, "epoch", new Whole(3)))).containsExactly("a", "b");
      assertThat(averages(of(key, averaged))).isEmpty();
    }
  }

  @Test
  void describesTheContentOfAFileWithoutWeights() {
    assertRefused(of("epoch", new Whole(1), "lr", new Whole(2)), "[\"epoch\", \"lr\"]");
    assertRefused(of("optimizer", of("state", of("0", of("step", TENSOR)))), "[\"optimizer\"]");
    assertRefused(TENSOR, "is a single tensor");
    assertRefused(new Sequence(Sequence.Kind.LIST, List.of()), "holds no dictionary");
  }

  private static void assertRefused(TorchValue root, String part) {
    assertThatThrownBy(() -> find(root))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("m.pth", part, "torch.save(model.state_dict()");
  }
}
