package io.requant.fleet.controller.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * Brings a database to the newest schema. Flyway looks for scripts by scanning a class path, which
 * a bundle does not have: here they are named instead.
 */
final class Migrations {

  private static final List<String> SCRIPTS =
      List.of("V1__fleet.sql", "V2__leases.sql", "V3__policy_urls.sql");

  private Migrations() {}

  static void run(DataSource source) {
    Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(source)
        .resourceProvider(new Named())
        .javaMigrationClassProvider(List::of)
        .locations("classpath:io/requant/fleet/controller/internal/store/migration")
        .table("schema_history")
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .loggers("slf4j")
        .load()
        .migrate();
  }

  /** The scripts of this bundle. */
  private static final class Named implements ResourceProvider {

    @Override
    public LoadableResource getResource(String name) {
      return SCRIPTS.contains(name) ? new Script(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
      return SCRIPTS.stream()
          .filter(name -> name.startsWith(prefix))
          .filter(name -> List.of(suffixes).stream().anyMatch(name::endsWith))
          .<LoadableResource>map(Script::new)
          .toList();
    }
  }

  /** A script beside this class. */
  private static final class Script extends LoadableResource {

    private final String name;

    Script(String name) {
      this.name = name;
    }

    @Override
    public Reader read() {
      InputStream in = Migrations.class.getResourceAsStream("migration/" + name);
      if (in == null) {
        throw new UncheckedIOException(new IOException("migration " + name + " is missing"));
      }
      return new InputStreamReader(in, StandardCharsets.UTF_8);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
