package dev.osprey.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.fixtures.SmallDetector;
import dev.osprey.onnx.network.OnnxNetwork;
import dev.osprey.onnx.network.OnnxNetworks;
import dev.osprey.torch.Device;
import dev.osprey.torch.Engine;
import dev.osprey.torch.Precision;
import dev.osprey.torch.weights.InferenceWeights;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineSelectionTest {
  private static SmallDetector small;

  @BeforeAll
  static void create() {
    small = SmallDetector.of("retinaface-mobilenet025");
  }

  @AfterAll
  static void close() {
    small.close();
  }

  private static String engine(Engine engine, EngineChoice choice, IntFunction<OnnxNetwork> onnx) {
    EngineSelection selection =
        new EngineSelection(
            small.detector(),
            engine,
            onnx,
            () -> InferenceWeights.of(small.detector().network(), small.weights(), engine));
    try (NetworkEngine opened = selection.open(choice)) {
      return opened.description();
    }
  }

  private static OnnxNetwork never(int threads) {
    throw new AssertionError("ONNX Runtime was opened with " + threads + " threads");
  }

  private static OnnxNetwork broken(int threads) {
    throw new UserError("no such library for " + threads + " threads");
  }

  private static OnnxNetwork onnx(int threads) {
    return OnnxNetworks.ofWeights(small.detector(), small.weights(), threads);
  }

  @Test
  void onTheCpuInFloat32OnnxRuntimeIsChosen() {
    assertThat(engine(Engine.cpu(), EngineChoice.AUTO, EngineSelectionTest::onnx))
        .isEqualTo("ONNX Runtime (faster on a CPU in float32)");
  }

  @Test
  void libtorchIsChosenWhereOnnxRuntimeCannotBeUsed() {
    assertThat(engine(Engine.cpu(), EngineChoice.AUTO, EngineSelectionTest::broken))
        .isEqualTo("libtorch (ONNX Runtime cannot be used: no such library for 0 threads)");
  }

  @Test
  void otherPrecisionsRunOnLibtorch() {
    Engine bfloat16 = new Engine(Device.CPU, Precision.BFLOAT16, 0);
    assertThat(engine(bfloat16, EngineChoice.AUTO, EngineSelectionTest::never))
        .isEqualTo("libtorch (the precision is bfloat16)");
  }

  @Test
  void theChosenEngineIsTaken() {
    assertThat(engine(Engine.cpu(), EngineChoice.TORCH, EngineSelectionTest::never))
        .isEqualTo("libtorch (as chosen)");
    assertThat(engine(Engine.cpu(), EngineChoice.ONNX, EngineSelectionTest::onnx))
        .isEqualTo("ONNX Runtime (as chosen)");
  }

  @Test
  void aChosenEngineThatCannotRunIsAMistake() {
    Engine bfloat16 = new Engine(Device.CPU, Precision.BFLOAT16, 0);
    assertThatThrownBy(() -> engine(bfloat16, EngineChoice.ONNX, EngineSelectionTest::never))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not on cpu in bfloat16")
        .hasMessageContaining("--engine torch");
    assertThatThrownBy(() -> engine(Engine.cpu(), EngineChoice.ONNX, EngineSelectionTest::broken))
        .isInstanceOf(UserError.class)
        .hasMessage("no such library for 0 threads");
  }
}
