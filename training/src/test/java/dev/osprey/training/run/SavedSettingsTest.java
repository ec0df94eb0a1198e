package dev.osprey.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.osprey.core.text.UserError;
import dev.osprey.training.checkpoint.RunFolder;
import dev.osprey.training.config.RunConfig;
import dev.osprey.training.loop.Trainer.Estimation;
import dev.osprey.training.run.TrainingRun.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedSettingsTest {
  @TempDir static Path temp;
  private static RunFolder folder;
  private static String complete;
  private static RunConfig saved;

  private final List<String> notes = new ArrayList<>();

  @BeforeAll
  static void train() throws IOException {
    folder = new RunFolder(temp.resolve("run"));
    RunConfig config = SmallRun.config("training.epochs=1", "training.seed=5");
    try (TrainingRun run =
        SmallRun.open(
            config, SmallRun.splits(temp.resolve("shapes")), folder.root(), Start.FRESH)) {
      var unused = run.trainer().run(Estimation.NONE);
      saved = run.state().config();
    }
    complete = Files.readString(folder.config());
  }

  @BeforeEach
  void restore() throws IOException {
    Files.deleteIfExists(folder.config());
    Files.writeString(folder.config(), complete);
  }

  @Test
  void completeConfigurationIsUsedWithoutANote() {
    assertThat(settings()).isEqualTo(saved);
    assertThat(notes).isEmpty();
  }

  @Test
  void modelFileReplacesMissingOrTruncatedConfiguration() throws IOException {
    for (int length = 0; length < complete.length() - 1; length += 97) {
      Files.writeString(folder.config(), complete.substring(0, length));
      assertThat(settings()).isEqualTo(saved);
    }
    assertThat(notes).isNotEmpty().allMatch(note -> note.contains("is cut short"));
    notes.clear();
    Files.delete(folder.config());
    assertThat(settings()).isEqualTo(saved);
    Files.createDirectory(folder.config());
    assertThat(settings()).isEqualTo(saved);
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("in the model file is used"));
  }

  @Test
  void editedConfigurationIsUsedWithSavedValuesOfMissingKeys() throws IOException {
    Files.writeString(folder.config(), "training: {epochs: 9}\n");

    RunConfig settings = settings();

    assertThat(settings.training().epochs()).isEqualTo(9);
    assertThat(settings.training().seed()).isEqualTo(5);
    assertThat(settings.model()).isEqualTo(saved.model());
    assertThat(notes).hasSize(1);
    assertThat(notes.get(0)).contains(folder.config() + " lacks ", " others");
  }

  @Test
  void refusesInvalidEditedConfiguration() throws IOException {
    Files.writeString(folder.config(), "training: {epochs: [}\n");
    assertThatThrownBy(this::settings)
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll(folder.config().toString(), "or delete it");
  }

  @Test
  void refusesFolderWithoutARun() throws IOException {
    RunFolder empty = RunFolder.create(temp.resolve("empty"));
    assertThatThrownBy(() -> SavedSettings.read(empty, notes::add))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("holds no run");
  }

  private RunConfig settings() {
    return SavedSettings.read(folder, notes::add).config();
  }
}
