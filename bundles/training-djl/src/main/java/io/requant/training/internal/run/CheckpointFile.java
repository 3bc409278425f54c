package io.requant.training.internal.run;

import io.requant.model.file.AtomicFile;
import io.requant.training.EpochRecord;
import io.requant.training.internal.optim.Snapshot;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Reads and writes checkpoints. A file is replaced in one step, so that a crash or a full disk
 * leaves the previous checkpoint; a CRC over everything tells a damaged file from a good one.
 * Neither way is a file, which may have half a gigabyte, in memory besides its tensors.
 */
public final class CheckpointFile {
  private static final int MAGIC = 0x5251434b; // "RQCK"
  private static final int VERSION = 1;
  private static final int BUFFER = 1 << 16;

  private CheckpointFile() {}

  /** Replaces {@code file} as a whole or not at all. */
  public static void write(Path file, Checkpoint checkpoint) throws IOException {
    AtomicFile.write(
        file,
        stream -> {
          CheckedOutputStream checked = new CheckedOutputStream(stream, new CRC32C());
          DataOutputStream out = new DataOutputStream(checked);
          writeBody(out, checkpoint);
          out.writeLong(checked.getChecksum().getValue());
        });
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if the file is missing, damaged or of another version
   */
  public static Checkpoint read(Path file) throws IOException {
    requireWhole(file);
    try (DataInputStream in = open(file)) {
      return readBody(file, in);
    }
  }

  private static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
  }

  /** Checks everything before anything is believed, such as the length of an array. */
  private static void requireWhole(Path file) throws IOException {
    long length = Files.size(file) - Long.BYTES;
    try (DataInputStream in = open(file)) {
      if (length < 2 * Integer.BYTES || in.readInt() != MAGIC) {
        throw new IOException(file + " is not a checkpoint");
      }
      CRC32C crc = new CRC32C();
      crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, MAGIC));
      byte[] part = new byte[BUFFER];
      for (long left = length - Integer.BYTES; left > 0; ) {
        int read = in.readNBytes(part, 0, (int) Math.min(left, part.length));
        crc.update(part, 0, read);
        left -= read == 0 ? left : read; // a file that shrinks has another checksum
      }
      if (in.readLong() != crc.getValue()) {
        throw new IOException(
            file + " is damaged (checksum differs); delete it to start from the beginning");
      }
    }
  }

  private static Checkpoint readBody(Path file, DataInputStream in) throws IOException {
    in.readInt();
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException(file + " has format " + version + "; this program reads " + VERSION);
    }
    Map<String, String> config = new LinkedHashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      String key = in.readUTF();
      config.put(key, in.readUTF());
    }
    long step = in.readLong();
    List<EpochRecord> history = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      history.add(readRecord(in));
    }
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      String name = in.readUTF();
      float[] values = new float[in.readInt()];
      readFloats(in, values);
      tensors.put(name, values);
    }
    return new Checkpoint(config, step, history, new Snapshot(tensors));
  }

  private static void readFloats(DataInputStream in, float[] values) throws IOException {
    byte[] part = new byte[BUFFER];
    for (int done = 0; done < values.length; ) {
      int count = Math.min(values.length - done, BUFFER / Float.BYTES);
      in.readFully(part, 0, count * Float.BYTES);
      ByteBuffer.wrap(part).asFloatBuffer().get(values, done, count);
      done += count;
    }
  }

  private static void writeBody(DataOutputStream out, Checkpoint checkpoint) throws IOException {
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(checkpoint.config().size());
    for (Map.Entry<String, String> entry : checkpoint.config().entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeUTF(entry.getValue());
    }
    out.writeLong(checkpoint.step());
    out.writeInt(checkpoint.history().size());
    for (EpochRecord record : checkpoint.history()) {
      writeRecord(out, record);
    }
    Map<String, float[]> tensors = checkpoint.snapshot().tensors();
    out.writeInt(tensors.size());
    for (Map.Entry<String, float[]> entry : tensors.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().length);
      writeFloats(out, entry.getValue());
    }
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    byte[] part = new byte[BUFFER];
    for (int done = 0; done < values.length; ) {
      int count = Math.min(values.length - done, BUFFER / Float.BYTES);
      ByteBuffer.wrap(part).asFloatBuffer().put(values, done, count);
      out.write(part, 0, count * Float.BYTES);
      done += count;
    }
  }

  private static void writeRecord(DataOutputStream out, EpochRecord r) throws IOException {
    out.writeInt(r.epoch());
    out.writeDouble(r.loss());
    out.writeDouble(r.trainAccuracy());
    out.writeDouble(r.holdoutAccuracy());
    out.writeDouble(r.averageHoldoutAccuracy());
    out.writeDouble(r.rate());
    out.writeDouble(r.imagesPerSecond());
    out.writeDouble(r.seconds());
  }

  private static EpochRecord readRecord(DataInputStream in) throws IOException {
    return new EpochRecord(
        in.readInt(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble());
  }
}
