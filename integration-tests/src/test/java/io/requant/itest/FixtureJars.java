package io.requant.itest;

import io.requant.itest.fixture.Behaviour;
import io.requant.itest.fixture.FixtureActivator;
import io.requant.itest.fixture.FixtureBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Makes the small bundles that tests swap with. */
final class FixtureJars {

  private static final String IMPORTS =
      "org.osgi.framework,io.requant.api.backend,io.requant.model.network,"
          + "io.requant.model.policy,io.requant.model.program,io.requant.model.reference";

  /** Where the CPU backend's service properties are. */
  private static final String REVISION_ENTRY = "OSGI-INF/backend.properties";

  private FixtureJars() {}

  /** A bundle whose backend behaves in a given way. */
  static Path backend(Path folder, String name, Behaviour behaviour, int ranking) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", name);
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Bundle-Activator", FixtureActivator.class.getName());
    main.putValue("Import-Package", IMPORTS);
    main.putValue("Fixture-Behaviour", behaviour.name());
    main.putValue("Fixture-Ranking", String.valueOf(ranking));
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (String type :
          List.of(
              FixtureActivator.class.getName(),
              FixtureBackend.class.getName(),
              FixtureBackend.class.getName() + "$FixtureEngine",
              Behaviour.class.getName())) {
        String entry = type.replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        try (InputStream in = FixtureJars.class.getClassLoader().getResourceAsStream(entry)) {
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar;
  }

  private static byte[] content(JarFile jar, JarEntry entry, String version) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      return entry.getName().equals(REVISION_ENTRY)
          ? new String(bytes, StandardCharsets.UTF_8)
              .replaceAll("(?m)^backend\\.revision=.*$", "backend.revision=" + version)
              .getBytes(StandardCharsets.UTF_8)
          : bytes;
    }
  }

  /** The same bundle under another version: a new revision. */
  static Path revision(Path original, Path folder, String version) throws IOException {
    Path jar = folder.resolve("revision-" + version + ".jar");
    try (JarFile from = new JarFile(original.toFile())) {
      Manifest manifest = new Manifest(from.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
        for (JarEntry entry : from.stream().toList()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            out.write(content(from, entry, version));
          }
        }
      }
    }
    return jar;
  }
}
