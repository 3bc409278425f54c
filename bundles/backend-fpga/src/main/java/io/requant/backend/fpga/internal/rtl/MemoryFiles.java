package io.requant.backend.fpga.internal.rtl;

import io.requant.backend.fpga.internal.plan.Geometry;
import io.requant.backend.fpga.internal.plan.Hardware;
import io.requant.backend.fpga.internal.plan.Node;
import io.requant.backend.fpga.internal.plan.Scaling;
import io.requant.backend.fpga.internal.plan.Windowed;
import java.util.Map;
import java.util.TreeMap;

/** Everything that a policy puts into the hardware's memories: weights and constants, by file. */
public final class MemoryFiles {

  private final Map<String, String> files = new TreeMap<>();

  private MemoryFiles() {}

  /**
   * Writes the memories of some hardware.
   *
   * @param prefix what the names begin with
   * @return contents by file name
   */
  public static Map<String, String> of(Hardware hardware, String prefix) {
    MemoryFiles memories = new MemoryFiles();
    for (Node node : hardware.nodes()) {
      String name = prefix + "_" + node.name();
      if (node instanceof Windowed.Conv conv) {
        memories.files.put(weights(name), matrix(conv));
        memories.scaling(name, conv.scaling(), conv.lanes());
      } else if (node instanceof Windowed.Channelwise lanes) {
        if (lanes.weights() != null) {
          memories.files.put(weights(name), depthwise(lanes));
        }
        memories.scaling(name, lanes.scaling(), lanes.lanes());
      } else if (node instanceof Node.Global global) {
        memories.scaling(name, global.scaling(), global.lanes());
      } else if (node instanceof Node.Rescale rescale) {
        memories.scaling(name, rescale.scaling(), rescale.lanes());
      }
    }
    return memories.files;
  }

  static String weights(String name) {
    return name + "_weights.hex";
  }

  static String scale(String name) {
    return name + "_scale.hex";
  }

  static String layer(String name) {
    return name + "_layer.hex";
  }

  /**
   * Words in computing order: group, fold, kernel row, kernel column, part; zero where folded up.
   */
  private static String matrix(Windowed.Conv c) {
    HexFile hex = new HexFile(c.pe() * c.simd() * c.weightBits());
    int area = c.geometry().area();
    int outPerGroup = c.outChannels() / c.groups();
    for (int g = 0; g < c.groups(); g++) {
      for (int fold = 0; fold < c.folds(); fold++) {
        for (int tap = 0; tap < area; tap++) {
          for (int part = 0; part < c.part(); part++) {
            for (int p = 0; p < c.pe(); p++) {
              int out = fold * c.pe() + p;
              for (int s = 0; s < c.simd(); s++) {
                int in = part * c.simd() + s;
                if (out < outPerGroup && in < c.inPerGroup()) {
                  int channel = g * outPerGroup + out;
                  int index = (channel * area + tap) * c.inPerGroup() + in;
                  hex.put((p * c.simd() + s) * c.weightBits(), c.weightBits(), c.weights()[index]);
                }
              }
            }
            hex.next();
          }
        }
      }
    }
    return hex.toString();
  }

  private static String depthwise(Windowed.Channelwise c) {
    int lanes = c.ring().lanes();
    HexFile hex = new HexFile(lanes * c.weightBits());
    Geometry g = c.geometry();
    for (int word = 0; word < c.ring().words(); word++) {
      for (int tap = 0; tap < g.area(); tap++) {
        for (int lane = 0; lane < lanes; lane++) {
          int channel = word * lanes + lane;
          if (channel < c.channels()) {
            hex.put(lane * c.weightBits(), c.weightBits(), c.weights()[channel * g.area() + tap]);
          }
        }
        hex.next();
      }
    }
    return hex.toString();
  }

  private void scaling(String name, Scaling s, int lanes) {
    HexFile scale = new HexFile(lanes * s.wordBits());
    int channels = s.multipliers().length;
    for (int word = 0; word < s.words(); word++) {
      for (int lane = 0; lane < lanes; lane++) {
        int channel = s.words() == 1 && channels == 1 ? 0 : word * lanes + lane;
        if (channel < channels) {
          int at = lane * s.wordBits();
          scale.put(at, s.biasBits(), s.bias()[channel]);
          scale.put(at + s.biasBits(), Scaling.STORED_MULTIPLIER, s.multipliers()[channel]);
          scale.put(
              at + s.biasBits() + Scaling.STORED_MULTIPLIER,
              s.shift().bits(),
              s.shifts()[channel] - s.shift().low());
        }
      }
      scale.next();
    }
    files.put(scale(name), scale.toString());
    int residualBits = s.residual() == null ? 1 : s.residual().shift().bits();
    HexFile layer = new HexFile(50 + residualBits);
    layer.put(0, 17, s.low());
    layer.put(17, 17, s.high());
    if (s.residual() != null) {
      layer.put(34, 16, s.residualScale().multiplier());
      layer.put(50, residualBits, s.residualScale().shift() - s.residual().shift().low());
    }
    layer.next();
    files.put(layer(name), layer.toString());
  }
}
