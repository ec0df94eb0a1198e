package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.osprey.tensorfiles.safetensors.SafeTensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published RetinaFace weights as a legacy file; skipped if they are not available. */
class RealCheckpointTest {
  private static final Path FACES =
      Path.of(System.getProperty("osprey.root", ".."), "..", "shared", "data", "faces");

  @Test
  void legacyFileEqualsSafetensorsBitForBit() {
    Path file = FACES.resolve("mobilenet0.25_Final.pth");
    assumeTrue(Files.exists(file), "the real weights are not part of the repository");
    try (TorchFile torch = TorchFile.open(file);
        SafeTensors expected = SafeTensors.open(FACES.resolve("mobilenet0.25_Final.safetensors"))) {
      assertThat(torch.tensors().keySet()).isEqualTo(expected.tensors().keySet());
      for (String name : expected.tensors().keySet()) {
        assertThat(torch.tensor(name).dtype()).as(name).isEqualTo(expected.tensor(name).dtype());
        // The copy has scalars as [1].
        boolean isScalar = name.endsWith("num_batches_tracked");
        assertThat(torch.tensor(name).shape())
            .as(name)
            .isEqualTo(isScalar ? List.of() : expected.tensor(name).shape());
        assertThat(torch.values(name)).as(name).isEqualTo(expected.values(name));
      }
    }
  }
}
