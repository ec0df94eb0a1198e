package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.DType;
import dev.osprey.tensorfiles.pickle.machine.TorchTensor;
import dev.osprey.tensorfiles.pickle.machine.TorchValue;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Named;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Opaque;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Real;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Truth;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import dev.osprey.testing.checkpoint.Pickle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchFileTest {
  @TempDir private Path folder;

  private TorchFile open(String name) throws IOException {
    return TorchFile.open(Checkpoints.copy(name, folder));
  }

  private void assertRefused(String name, String... parts) {
    assertThatThrownBy(() -> open(name).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(name)
        .hasMessageContainingAll(parts);
  }

  private static TorchValue at(TorchValue value, String... keys) {
    TorchValue current = value;
    for (String key : keys) {
      current = ((Dictionary) current).get(key).orElseThrow();
    }
    return current;
  }

  private static List<TorchValue> items(TorchValue value, String... keys) {
    return ((Sequence) at(value, keys)).items();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds.pth", "kinds-legacy.pth"})
  void readsEveryTypeExactly(String name) throws IOException {
    try (TorchFile file = open(name)) {
      assertThat(file.floats("f32")).containsExactly(1.5f, -2f, Float.POSITIVE_INFINITY);
      assertThat(file.doubles("f64")).containsExactly(1.0 / 3, -2);
      // The largest binary16 and the smallest.
      assertThat(file.floats("f16")).containsExactly(1f, -2f, 65504f, 0x1p-24f);
      // 3.140625 is π in bfloat16.
      assertThat(file.floats("bf16")).containsExactly(1.5f, -3.140625f, 0x1p100f);
      assertThat(file.longs("i64")).containsExactly(-1, 1L << 40);
      assertThat(file.ints("i32")).containsExactly(-5, 1 << 30);
      assertThat(file.longs("i16")).containsExactly(-300, 300);
      assertThat(file.longs("i8")).containsExactly(-128, 127);
      assertThat(file.longs("u8")).containsExactly(0, 255);
      assertThat(file.longs("bool")).containsExactly(1, 0);
      assertThat(file.tensor("bool").dtype()).isEqualTo(DType.BOOL);
      assertThat(file.values("complex").getFloat(4)).isEqualTo(2);
      assertThatThrownBy(() -> file.doubles("complex")).hasMessageContaining("\"complex\" is C64");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds.pth", "kinds-legacy.pth"})
  void readsViewsInCOrder(String name) throws IOException {
    try (TorchFile file = open(name)) {
      // 0 to 23 as 4 rows of 6, transposed: the first row is the first column.
      assertThat(file.tensor("transposed").shape()).containsExactly(6L, 4L);
      assertThat(Arrays.copyOf(file.floats("transposed"), 5)).containsExactly(0, 6, 12, 18, 1);
      // Rows 1 and 2, columns 2 to 4.
      assertThat(file.floats("part")).containsExactly(8, 9, 10, 14, 15, 16);
      assertThat(file.floats("expanded")).containsExactly(5, 5, 5, 5, 5, 5);
      float[] counted = new float[24];
      for (int i = 0; i < 24; i++) {
        counted[i] = i;
      }
      assertThat(file.floats("last")).containsExactly(counted);
      assertThat(file.tensor("scalar").shape()).isEmpty();
      assertThat(file.longs("scalar")).containsExactly(7);
      assertThat(file.tensor("empty").shape()).containsExactly(0L, 4L);
      assertThat(file.floats("empty")).isEmpty();
      assertThat(file.floats("parameter")).containsExactly(4, 5);
    }
  }

  @Test
  void valuesStayValidAfterTheFileIsClosed() throws IOException {
    TorchFile file = open("kinds.pth");
    ByteBuffer values = file.values("f32");
    file.close();
    assertThat(values.isReadOnly()).isTrue();
    assertThat(values.getFloat(0)).isEqualTo(1.5f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.pth", "training-legacy.pth", "training-protocol4.pth"})
  void findsTheModelBesideAnOptimiserAndDropsTheWrapperPrefix(String name) throws IOException {
    try (TorchFile file = open(name)) {
      assertThat(file.tensors().keySet())
          .containsExactly(
              "0.weight",
              "0.bias",
              "1.weight",
              "1.bias",
              "1.running_mean",
              "1.running_var",
              "1.num_batches_tracked");
      assertThat(file.tensor("0.weight").shape()).containsExactly(3L, 2L, 3L, 3L);
      assertThat(file.longs("1.num_batches_tracked")).containsExactly(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"training.pth", "training-legacy.pth", "training-protocol4.pth"})
  void returnsTheOtherContentOfTheFile(String name) throws IOException {
    try (TorchFile file = open(name)) {
      TorchValue root = file.root();
      assertThat(at(root, "epoch")).isEqualTo(new Whole(7));
      assertThat(at(root, "best")).isEqualTo(new Real(0.25));
      assertThat(at(root, "flag")).isEqualTo(new Truth(true));
      assertThat(at(root, "big")).isEqualTo(new Opaque("int"));
      assertThat(at(root, "dtype")).isEqualTo(new Named("torch", "float32"));
      assertThat(at(root, "array")).isEqualTo(new Opaque("numpy.ndarray"));
      assertThat(items(root, "size")).containsExactly(new Whole(2), new Whole(3));
      assertThat(items(root, "set")).contains(new Whole(1), new Whole(2));
      assertThat(((Dictionary) at(root, "args")).attributes().orElseThrow().entries())
          .containsEntry("out", new Text("a/b"));
      assertThat(at(root, "optimizer", "state", "0", "momentum_buffer"))
          .isInstanceOf(TorchTensor.class);
      assertThat(at(root, "lr_scheduler", "milestones", "8")).isEqualTo(new Whole(1));
    }
  }

  @Test
  void readsMmdetectionClassesAndIgnoresItsHistories() throws IOException {
    try (TorchFile file = open("mmdet.pth")) {
      assertThat(file.tensors().keySet())
          .containsExactly("backbone.conv1.weight", "backbone.bn1.num_batches_tracked");
      assertThat(items(file.root(), "meta", "dataset_meta", "classes"))
          .containsExactly(new Text("person"), new Text("Fußgänger"));
      assertThat(at(file.root(), "message_hub", "log_scalars", "train/loss"))
          .isEqualTo(new Opaque("mmengine.logging.history_buffer.HistoryBuffer"));
    }
  }

  @Test
  void takesTheOnlyDictionaryOutsideTheTrainingState() throws IOException {
    try (TorchFile file = open("one.pth")) {
      assertThat(file.floats("w")).containsExactly(2);
    }
  }

  @Test
  void listsSeveralDictionariesThatMayBeTheWeights() {
    assertRefused(
        "two.pth",
        "holds 2 dictionaries of tensors",
        "checkpoint[\"a\"], checkpoint[\"b\"]",
        "torch.save(checkpoint[\"a\"], \"weights.pth\")");
  }

  @Test
  void refusesWholeModelsAndExplainsHowToSaveTheirWeights() {
    assertRefused(
        "yhenon.pt", "\"retinanet.model.ResNet\"", "whole model", "torch.save(model.state_dict(),");
    assertRefused("model.pth", "\"torch.nn.modules.container.Sequential\"", "model.state_dict()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds.pth", "kinds-legacy.pth", "mmdet.pth"})
  void refusesAFileTruncatedAtAnyLength(String name) throws IOException {
    byte[] whole = Checkpoints.bytes(name);
    for (int length = 0; length < whole.length; length += 13) {
      Path cut = Files.write(folder.resolve("cut.pth"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TorchFile.open(cut).close())
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(UserError.class)
          .hasMessageContaining("cut.pth");
    }
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Path text = Files.writeString(folder.resolve("a.pth"), "this is a text\n");
    assertThatThrownBy(() -> TorchFile.open(text))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("a.pth is text (it begins \"this is a text\")");
    Path pickle = Files.write(folder.resolve("b.pkl"), new byte[] {(byte) 0x80, 2, '}', '.'});
    assertThatThrownBy(() -> TorchFile.open(pickle))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a pickle, but not of torch.save");
    assertThatThrownBy(() -> TorchFile.open(folder.resolve("none.pth")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("does not exist");
    assertThatThrownBy(() -> TorchFile.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void reportsAMissingTensor() throws IOException {
    try (TorchFile file = open("one.pth")) {
      assertThatThrownBy(() -> file.floats("v"))
          .isInstanceOf(UserError.class)
          .hasMessageContainingAll("one.pth", "no tensor \"v\"", "1 others");
      assertThat(List.copyOf(file.tensors().keySet())).containsExactly("w");
    }
  }

  @Test
  void readsTensorsOverByteStoragesOfNewerTorch() {
    // Two of uint16 at offset 1 in a storage of 8 zero bytes; the seventh argument is the dtype.
    Pickle pickle = new Pickle().code('}').text("w").global("torch._utils", "_rebuild_tensor_v3");
    pickle.code('(').storage("storage.UntypedStorage", "0", 8).whole(1).tuple(2).tuple(1);
    pickle.code(0x89, 'N').global("torch", "uint16").code('t', 'R', 's');
    try (TorchFile file = TorchFile.open(pickle.zip(folder.resolve("v3.pth"), 8))) {
      assertThat(file.tensor("w").dtype()).isEqualTo(DType.U16);
      assertThat(file.ints("w")).containsExactly(0, 0);
    }
    Pickle beyond = new Pickle().code('}').text("w").global("torch._utils", "_rebuild_tensor_v3");
    beyond.code('(').storage("storage.UntypedStorage", "0", 8).whole(3).tuple(2).tuple(1);
    beyond.code(0x89, 'N').global("torch", "uint16").code('t', 'R', 's');
    // Offset 3 and two of them end at 5 elements, and 8 bytes are 4.
    assertThatThrownBy(() -> TorchFile.open(beyond.zip(folder.resolve("v3.pth"), 8)))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("reaches element 5", "which has 4");
  }

  @Test
  void readsParametersWithAttributesAndGpuStorages() {
    Pickle pickle =
        new Pickle().code('}').text("w").global("torch._tensor", "_rebuild_from_type_v2");
    pickle.code('(').global("torch._utils", "_rebuild_tensor_v2").global("torch", "Tensor");
    pickle.code('(', '(').text("storage").global("torch.cuda", "FloatStorage").text("0");
    pickle.text("cuda:0").whole(4).code('t', 'Q').whole(0).tuple(4).tuple(1).code(0x89, 'N', 't');
    pickle.code('}', 't', 'R', 's');
    try (TorchFile file = TorchFile.open(pickle.zip(folder.resolve("cuda.pth"), 16))) {
      assertThat(file.floats("w")).containsExactly(0, 0, 0, 0);
    }
  }
}
