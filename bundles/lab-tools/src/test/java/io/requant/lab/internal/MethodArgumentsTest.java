package io.requant.lab.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.api.command.VerbException;
import io.requant.api.method.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class MethodArgumentsTest {

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("epochs", "passes over the data", "30"),
          new Setting("widths", "candidate widths", ""));

  @Test
  void bothWaysToGiveAValueAreRead() {
    assertThat(MethodArguments.parse("m", SETTINGS, List.of("--epochs", "3", "--widths=8,4,2")))
        .containsEntry("epochs", "3")
        .containsEntry("widths", "8,4,2");
  }

  @Test
  void anUnknownOptionIsRefusedWithThoseThatExist() {
    assertThatThrownBy(() -> MethodArguments.parse("m", SETTINGS, List.of("--epoch=3")))
        .isInstanceOf(VerbException.class)
        .hasMessage("compress m: unknown option '--epoch=3'; it has --epochs --widths");
  }

  @Test
  void aMissingOrSecondValueIsRefused() {
    assertThatThrownBy(() -> MethodArguments.parse("m", SETTINGS, List.of("--epochs")))
        .hasMessage("compress m: --epochs needs a value");
    assertThatThrownBy(
            () -> MethodArguments.parse("m", SETTINGS, List.of("--epochs=1", "--epochs=2")))
        .hasMessage("compress m: --epochs is given twice");
  }

  @Test
  void helpNamesEverySettingWithItsDefault() {
    assertThat(MethodArguments.help(SETTINGS))
        .contains("--epochs", "passes over the data (default: 30)", "--widths");
  }
}
