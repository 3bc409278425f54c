package io.requant.fleet.controller.internal.store;

import io.requant.fleet.controller.internal.store.Database.Durability;
import io.requant.fleet.controller.internal.store.OrderTable.Baseline;
import io.requant.fleet.controller.internal.store.OrderTable.Kept;
import io.requant.model.policy.Policy;
import io.requant.model.policy.PolicyCodec;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Contents of the policies that were named, and which of them each ring goes back to. */
final class PolicyTable {

  private final Database database;
  private final String tenant;

  PolicyTable(Database database, String tenant) {
    this.database = database;
    this.tenant = tenant;
  }

  /** Keeps a policy, and where it was said to be last, within a transaction. */
  void keep(Connection connection, Kept kept) throws SQLException {
    keep(connection, kept.policy());
    if (kept.urls().isEmpty()) {
      return;
    }
    try (PreparedStatement s =
        connection.prepareStatement("update policy set urls = ? where digest = ?")) {
      s.setString(1, kept.urls().stream().map(URI::toString).collect(Collectors.joining("\n")));
      s.setString(2, kept.policy().digest().hex());
      s.executeUpdate();
    }
  }

  private void keep(Connection connection, Policy policy) throws SQLException {
    try (PreparedStatement there =
        connection.prepareStatement("select 1 from policy where digest = ?")) {
      there.setString(1, policy.digest().hex());
      try (ResultSet r = there.executeQuery()) {
        if (r.next()) {
          return;
        }
      }
    }
    try (PreparedStatement s =
        connection.prepareStatement(
            "insert into policy (digest, name, content) values (?, ?, ?)")) {
      s.setString(1, policy.digest().hex());
      s.setString(2, policy.name());
      s.setBytes(3, PolicyCodec.encode(policy));
      s.executeUpdate();
    }
  }

  /** Sets what a ring goes back to, within a transaction. */
  void put(Connection connection, Baseline baseline) throws SQLException {
    for (String sql :
        List.of(
            "update ring set baseline = ? where tenant = ? and id = ?",
            "insert into ring (baseline, tenant, id) values (?, ?, ?)")) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        s.setString(1, baseline.digest());
        s.setString(2, tenant);
        s.setString(3, baseline.ring());
        if (s.executeUpdate() > 0) {
          return;
        }
      }
    }
  }

  /** What a ring goes back to, if it was ever told to run something as a whole. */
  Optional<Policy> baseline(String ring) {
    return policyBy(
        "select content from policy p join ring r on r.baseline = p.digest"
            + " where r.tenant = ? and r.id = ?",
        tenant,
        ring);
  }

  /** A policy that was named before. */
  Optional<Policy> policy(String digest) {
    return policyBy("select content from policy where digest = ?", digest);
  }

  private Optional<Policy> policyBy(String sql, String... arguments) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
              s.setString(i + 1, arguments[i]);
            }
            try (ResultSet r = s.executeQuery()) {
              return r.next() ? Optional.of(PolicyCodec.decode(r.getBytes(1))) : Optional.empty();
            }
          }
        });
  }

  /** Where a policy was said to be; empty if it was not. */
  List<URI> urls(String digest) {
    return database.transaction(
        Durability.RELAXED,
        connection -> {
          try (PreparedStatement s =
              connection.prepareStatement("select urls from policy where digest = ?")) {
            s.setString(1, digest);
            try (ResultSet r = s.executeQuery()) {
              return r.next() ? r.getString(1).lines().map(URI::create).toList() : List.of();
            }
          }
        });
  }
}
