package io.requant.model.file;

import io.requant.model.dataset.GoldenImages;
import io.requant.model.graph.Graph;
import io.requant.model.network.FloatNetwork;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.quantize.SharedNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads and writes model files (.rqm). The layout is described in the bundle's README.
 *
 * <p>The same model gives the same bytes. A file that was truncated, or in which a single bit
 * differs, is not read.
 */
public final class ModelFile {

  /** Usual ending of the name. */
  public static final String EXTENSION = ".rqm";

  /** Largest file read or written. */
  public static final int MAX_SIZE = 1 << 29;

  private ModelFile() {}

  /** Writes a model, as a whole or not at all: see {@link AtomicFile}. */
  public static void write(Model model, Path path) throws IOException {
    AtomicFile.write(path, out -> write(model, out));
  }

  /** Writes a model; the stream stays open. */
  public static void write(Model model, OutputStream out) throws IOException {
    SortedMap<SectionType, byte[]> sections = new TreeMap<>();
    sections.put(SectionType.GRAPH, Sections.graph(model.graph()));
    model.floats().ifPresent(n -> sections.put(SectionType.FLOATS, Sections.floats(n)));
    model.shared().ifPresent(n -> sections.put(SharedSection.type(n), SharedSection.write(n)));
    model.network().ifPresent(n -> sections.put(SectionType.PLANES, Sections.planes(n)));
    if (!model.policies().isEmpty()) {
      sections.put(SectionType.POLICIES, Sections.policies(model.policies()));
    }
    model.gate().ifPresent(gate -> sections.put(SectionType.GATE, gate));
    model.golden().ifPresent(images -> sections.put(SectionType.GOLDEN, images.encode()));
    if (!model.provenance().isEmpty()) {
      sections.put(SectionType.PROVENANCE, Sections.provenance(model.provenance()));
    }
    out.write(Container.seal(sections));
  }

  /**
   * Reads a model.
   *
   * @throws ModelFileException if there is none or it is damaged; the message names the file, the
   *     section and what to do
   */
  public static Model read(Path path) throws IOException {
    try {
      try (InputStream in = Files.newInputStream(path)) {
        Container.checkMagic(in.readNBytes(Long.BYTES), path.toString());
      }
      if (Files.size(path) > MAX_SIZE) {
        throw tooLarge(path.toString());
      }
      return parse(Files.readAllBytes(path), path.toString());
    } catch (NoSuchFileException e) {
      throw new ModelFileException(path + ": there is no such file; give a .rqm file", e);
    }
  }

  /**
   * Reads a model; the stream has to end with it and stays open.
   *
   * @param name name of what is read, for messages
   * @throws ModelFileException as for {@link #read(Path)}
   */
  public static Model read(InputStream in, String name) throws IOException {
    byte[] file = in.readNBytes(MAX_SIZE + 1);
    if (file.length > MAX_SIZE) {
      throw tooLarge(name);
    }
    return parse(file, name);
  }

  private static ModelFileException tooLarge(String name) {
    return new ModelFileException(
        name + ": larger than any model file (" + MAX_SIZE + " bytes); give a .rqm file");
  }

  private static Model parse(byte[] file, String name) throws ModelFileException {
    Reader reader = new Reader(Container.open(file, name), name);
    Optional<Model> packed = reader.section(SectionType.PACKED, PackedSection::read);
    if (packed.isPresent()) {
      if (reader.sections().size() > 1) {
        throw new ModelFileException(
            name + ": has other sections besides PACKED; write the file again");
      }
      return packed.get();
    }
    Graph graph =
        reader
            .section(SectionType.GRAPH, Sections::graph)
            .orElseThrow(() -> new ModelFileException(name + ": has no section GRAPH"));
    Optional<FloatNetwork> floats =
        reader.section(SectionType.FLOATS, content -> Sections.floats(graph, content));
    Optional<Network> network =
        reader.section(SectionType.PLANES, content -> Sections.planes(graph, content));
    Optional<SharedNetwork> shared =
        reader.section(SectionType.SHARED, content -> SharedSection.read(graph, content));
    Optional<SharedNetwork> wide =
        reader.section(SectionType.WIDE, content -> SharedSection.readWide(graph, content));
    if (shared.isPresent() && wide.isPresent()) {
      throw new ModelFileException(
          name + ": has both sections SHARED and WIDE, which exclude each other; write it again");
    }
    List<Policy> policies =
        reader.section(SectionType.POLICIES, Sections::policies).orElse(List.of());
    Optional<byte[]> gate = reader.section(SectionType.GATE, Sections::gate);
    Optional<GoldenImages> golden =
        reader.section(
            SectionType.GOLDEN,
            content ->
                GoldenImages.decode(graph.inputShape(), graph.outputShape().size(), content));
    Map<String, String> provenance =
        reader.section(SectionType.PROVENANCE, Sections::provenance).orElse(Map.of());
    try {
      return new Model(floats, shared.or(() -> wide), network, policies, gate, golden, provenance);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(
          name + ": its sections do not fit: " + e.getMessage() + "; write it again", e);
    }
  }

  /** Turns what the readers of sections throw into a message with a place. */
  private record Reader(SortedMap<SectionType, ByteBuffer> sections, String name) {

    private interface Parser<T> {
      T parse(ByteBuffer content);
    }

    <T> Optional<T> section(SectionType type, Parser<T> parser) throws ModelFileException {
      ByteBuffer content = sections.get(type);
      if (content == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(parser.parse(content));
      } catch (IllegalArgumentException | BufferUnderflowException e) {
        String why = e instanceof BufferUnderflowException ? "it is too short" : e.getMessage();
        throw new ModelFileException(
            "%s: section %s: %s; write the file again".formatted(name, type, why), e);
      }
    }
  }
}
