package io.requant.fleet.controller.internal.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the store is.
 *
 * @param directory folder of the embedded database
 * @param url JDBC address of a PostgreSQL database; empty for the embedded one
 * @param user its user
 * @param passwordFile its first line is the password; empty where the server needs none (peer or
 *     certificate authentication)
 */
public record StoreSettings(
    Path directory, Optional<String> url, String user, Optional<Path> passwordFile) {

  public StoreSettings {
    if (url.isPresent() && !url.get().startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "storeUrl '"
              + url.get()
              + "' is no jdbc:postgresql: address; leave it empty for the embedded database");
    }
    if (url.isPresent() && user.isBlank()) {
      throw new IllegalArgumentException("storeUrl is given, but no storeUser");
    }
    if (url.isPresent() && url.get().matches("(?i).*[?&](password|user)=.*")) {
      throw new IllegalArgumentException(
          "storeUrl has a user or password in it; use storeUser and storePasswordFile");
    }
  }

  /** The embedded database in a folder. */
  public static StoreSettings embedded(Path directory) {
    return new StoreSettings(directory, Optional.empty(), "", Optional.empty());
  }
}
