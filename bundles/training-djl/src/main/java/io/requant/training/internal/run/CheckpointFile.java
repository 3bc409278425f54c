package io.requant.training.internal.run;

import io.requant.model.file.AtomicFile;
import io.requant.training.EpochRecord;
import io.requant.training.internal.optim.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
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

/**
 * Reads and writes checkpoints. A file is replaced in one step, so that a crash or a full disk
 * leaves the previous checkpoint; a CRC over everything tells a damaged file from a good one.
 */
public final class CheckpointFile {
  private static final int MAGIC = 0x5251434b; // "RQCK"
  private static final int VERSION = 1;

  private CheckpointFile() {}

  /** Replaces {@code file} as a whole or not at all. */
  public static void write(Path file, Checkpoint checkpoint) throws IOException {
    byte[] body = body(checkpoint);
    byte[] checksum = ByteBuffer.allocate(Long.BYTES).putLong(crc(body, body.length)).array();
    AtomicFile.write(
        file,
        out -> {
          out.write(body);
          out.write(checksum);
        });
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if the file is missing, damaged or of another version
   */
  public static Checkpoint read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = bytes.length - Long.BYTES;
    if (length < 2 * Integer.BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
      throw new IOException(file + " is not a checkpoint");
    }
    if (ByteBuffer.wrap(bytes, length, Long.BYTES).getLong() != crc(bytes, length)) {
      throw new IOException(
          file + " is damaged (checksum differs); delete it to start from the beginning");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length));
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
      for (int i = 0; i < values.length; i++) {
        values[i] = in.readFloat();
      }
      tensors.put(name, values);
    }
    return new Checkpoint(config, step, history, new Snapshot(tensors));
  }

  private static byte[] body(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
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
      ByteBuffer values = ByteBuffer.allocate(entry.getValue().length * Float.BYTES);
      values.asFloatBuffer().put(entry.getValue());
      out.write(values.array());
    }
    return bytes.toByteArray();
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

  private static long crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
