package dev.osprey.networks.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.osprey.core.text.UserError;
import dev.osprey.networks.Initializer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerConfigTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void everyKindRoundTripsThroughJson() throws JsonProcessingException {
    List<Activation> activations =
        List.of(
            Activation.NONE,
            Activation.RELU,
            Activation.leaky(0.1),
            new Activation.Relu6(),
            new Activation.HardSwish());
    assertCoversAll(activations, Activation.class);
    for (Activation activation : activations) {
      assertThat(mapper.readValue(mapper.writeValueAsString(activation), Activation.class))
          .isEqualTo(activation);
    }
    List<Initializer> initializers =
        List.of(
            new Initializer.Constant(1),
            new Initializer.Normal(0.01),
            new Initializer.Uniform(0.5),
            new Initializer.KaimingNormalFanOut(),
            new Initializer.KaimingUniform(Math.sqrt(5)),
            new Initializer.XavierUniform());
    assertCoversAll(initializers, Initializer.class);
    for (Initializer initializer : initializers) {
      assertThat(mapper.readValue(mapper.writeValueAsString(initializer), Initializer.class))
          .isEqualTo(initializer);
    }
    List<NormConfig> norms =
        List.of(
            new NormConfig.None(),
            NormConfig.Batch.of(BatchNorm.Mode.EVAL),
            NormConfig.Group.of(32));
    assertCoversAll(norms, NormConfig.class);
    for (NormConfig norm : norms) {
      assertThat(mapper.readValue(mapper.writeValueAsString(norm), NormConfig.class))
          .isEqualTo(norm);
    }
  }

  @Test
  void refusesInvalidNorms() {
    assertThatThrownBy(() -> NormConfig.Group.of(0))
        .isInstanceOf(UserError.class)
        .hasMessage("group norm: groups is 0; give 1 or more (usual: 32)");
    assertThatThrownBy(() -> new NormConfig.Group(32, Double.NaN))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("norm: eps is NaN");
    assertThatThrownBy(() -> new NormConfig.Batch(BatchNorm.Mode.TRAIN, 1e-5, 1.5))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("batch norm: momentum is 1.5");
  }

  private static <T> void assertCoversAll(List<? extends T> values, Class<T> type) {
    assertThat(values.stream().<Class<?>>map(Object::getClass).toList())
        .containsExactlyInAnyOrderElementsOf(Arrays.asList(type.getPermittedSubclasses()));
  }
}
