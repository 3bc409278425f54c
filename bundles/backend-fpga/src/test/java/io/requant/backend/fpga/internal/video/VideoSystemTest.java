package io.requant.backend.fpga.internal.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.requant.backend.fpga.internal.Tools;
import io.requant.backend.fpga.internal.plan.StreamType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Camera bus in, panel signals out: the network gets what the pipeline would give it, and the panel
 * shows the picture with the reference's class on it, to the bit.
 */
class VideoSystemTest {

  private static final long CORE = 54_000_000;

  private static CameraTiming camera(int width, int height) {
    return new CameraTiming(width, height, 24_000_000, 20, 1, 2, 2);
  }

  private static VideoDesign design(SmallSystem system, CameraTiming camera, PanelTiming panel) {
    return VideoDesign.of(system.network(), system.hardware(), camera, panel, CORE, 12);
  }

  /** Two right frames after the rest of one that was under way. */
  private static void agrees(SmallSystem system, VideoDesign design, boolean compiled) {
    CameraTiming camera = design.camera();
    byte[] first = SmallSystem.picture(camera, 1);
    byte[] second = SmallSystem.picture(camera, 2);
    DvpWave wave = new DvpWave(camera).lines(first, camera.height() / 2, camera.height()).end();
    wave.frame(first).frame(second).pulse();
    VideoRun run = new VideoSimulator(Tools.simulators(), compiled).run(design, wave, 1);
    assertThat(inputs(system, run, 0)).isEqualTo(system.input(camera, first));
    assertThat(run.classes().get(0)).isEqualTo(system.classOf(system.input(camera, first)));
    int[] signals = run.signals();
    if (design.panel().tmds()) {
      TmdsDecoder decoder = new TmdsDecoder();
      signals = decoder.decode(signals);
      assertThat(decoder.largestImbalance()).isBetween(1, 10);
    }
    PanelSignal seen = PanelSignal.of(signals);
    assertThat(seen.across()).isEqualTo(design.panel().across());
    assertThat(seen.down()).isEqualTo(design.panel().down());
    assertThat(seen.pixels()).isEqualTo(ExpectedPanel.pixels(design, first, run.classes().get(0)));
    assertThat(run.counts()).containsEntry("bad_lines", 0).containsEntry("lost", 0);
  }

  /** The bytes of the n-th image that the network got. */
  private static byte[] inputs(SmallSystem system, VideoRun run, int image) {
    StreamType type = system.hardware().inputType();
    byte[] bytes = new byte[type.pixels() * type.channels()];
    int beat = (int) (image * type.beats());
    int at = 0;
    for (int p = 0; p < type.pixels(); p++) {
      for (int c = 0; c < type.channels(); c += type.lanes()) {
        BigInteger word = new BigInteger(run.inputs().get(beat++), 16);
        for (int l = 0; l < type.lanes() && c + l < type.channels(); l++) {
          bytes[at++] = word.shiftRight(8 * l).byteValue();
        }
      }
    }
    return bytes;
  }

  @Test
  void anInterpretedSystemShowsThePictureWithItsClass() {
    Tools.needIcarus();
    SmallSystem system = SmallSystem.of(5, 7, 3, 4);
    agrees(system, design(system, camera(24, 16), SmallSystem.PANEL), false);
  }

  @Test
  void aCompiledSystemShowsThePictureWithItsClass() {
    Tools.needVerilator();
    SmallSystem system = SmallSystem.of(5, 7, 3, 4);
    agrees(system, design(system, camera(24, 16), SmallSystem.PANEL), true);
  }

  @Test
  void overHdmiTheSamePictureArrivesAndOnesAndZerosAreInBalance() {
    Tools.needIcarus();
    SmallSystem system = SmallSystem.of(4, 4, 1, 5);
    agrees(system, design(system, camera(17, 13), SmallSystem.panel(true)), false);
  }

  @Test
  void croppedAndAveragedPicturesAreThePipelinesAtAnyRatio() {
    Tools.needIcarus();
    int[][] sizes = {{7, 5}, {8, 6}, {13, 6}, {21, 15}, {31, 24}};
    for (int[] size : sizes) {
      CameraTiming camera = camera(size[0], size[1]);
      SmallSystem system = SmallSystem.of(5, 7, size[0] % 2 == 0 ? 1 : 3, size[0]);
      VideoDesign design = design(system, camera, SmallSystem.PANEL);
      DvpWave wave = new DvpWave(camera).end();
      List<byte[]> pictures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        pictures.add(SmallSystem.picture(camera, 100 * i + size[1]));
        wave.frame(pictures.get(i));
      }
      VideoRun run = new VideoSimulator(Tools.simulators(), false).run(design, wave.pulse(), 1);
      for (int i = 0; i < run.classes().size(); i++) {
        byte[] input = system.input(camera, pictures.get(i));
        assertThat(inputs(system, run, i)).as("%s image %d", camera, i).isEqualTo(input);
        assertThat(run.classes().get(i)).isEqualTo(system.classOf(input));
      }
    }
  }

  @Test
  void framesWithWrongLinesAreCountedAndNeitherShownNorRecognised() {
    Tools.needIcarus();
    CameraTiming camera = camera(24, 16);
    SmallSystem system = SmallSystem.of(5, 7, 3, 4);
    VideoDesign design = design(system, camera, SmallSystem.PANEL);
    byte[] wrong = SmallSystem.picture(camera, 6);
    byte[] right = SmallSystem.picture(camera, 7);
    DvpWave wave = new DvpWave(camera).end();
    wave.pulse().lines(wrong, 0, 5).line(wrong, 0, 46).lines(wrong, 6, 16).end(); // a short line
    wave.pulse().lines(wrong, 0, 5).line(wrong, 0, 52).lines(wrong, 6, 16).end(); // a long one
    wave.pulse().lines(wrong, 0, 5).line(wrong, 0, 47).lines(wrong, 6, 16).end(); // half a pixel
    wave.pulse().lines(wrong, 0, 11).end(); // too few lines
    wave.frame(right).pulse();
    VideoRun run = new VideoSimulator(Tools.simulators(), false).run(design, wave, 1);
    assertThat(run.counts())
        .containsEntry("frames", 1)
        .containsEntry("bad_lines", 3)
        .containsEntry("bad_frames", 4)
        .containsEntry("results", 1);
    assertThat(inputs(system, run, 0)).isEqualTo(system.input(camera, right));
    assertThat(PanelSignal.of(run.signals()).pixels())
        .isEqualTo(ExpectedPanel.pixels(design, right, run.classes().get(0)));
  }

  @Test
  void aCameraSmallerThanTheNetworksInputIsRefused() {
    assertThatThrownBy(() -> design(SmallSystem.of(5, 7, 3, 4), camera(6, 16), SmallSystem.PANEL))
        .hasMessageContaining("6x16")
        .hasMessageContaining("7x5");
  }
}
