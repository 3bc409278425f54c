package io.requant.broker.embedded.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;

/** Lets every client do what its certificate's common name allows, and says what it refuses. */
final class TopicGuard implements ActiveMQSecurityManager5 {

  private static final Logger LOG = System.getLogger(TopicGuard.class.getName());

  private final TopicRules rules;

  TopicGuard(TopicRules rules) {
    this.rules = rules;
  }

  @Override
  public Subject authenticate(
      String user, String password, RemotingConnection connection, String securityDomain) {
    Optional<String> name = commonName(CertificateUtil.getCertsFromConnection(connection));
    if (name.isEmpty()) {
      LOG.log(
          Level.WARNING, "{0}: no certificate with a common name", connection.getRemoteAddress());
      return null;
    }
    Subject subject = new Subject();
    subject.getPrincipals().add(new UserPrincipal(name.get()));
    return subject;
  }

  /** The common name of the first certificate, which is the client's own. */
  static Optional<String> commonName(X509Certificate[] certificates) {
    if (certificates == null || certificates.length == 0) {
      return Optional.empty();
    }
    try {
      return new LdapName(certificates[0].getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean authorize(Subject subject, Set<Role> roles, CheckType check, String address) {
    String name =
        subject.getPrincipals(UserPrincipal.class).stream()
            .map(UserPrincipal::getName)
            .findFirst()
            .orElse("");
    // Of a queue's full name only the address is the topic.
    int queue = address.indexOf("::");
    String topic = queue < 0 ? address : address.substring(0, queue);
    boolean allowed =
        switch (check) {
          case SEND -> rules.mayPublish(name, topic);
          case CREATE_ADDRESS -> rules.mayPublish(name, topic) || rules.maySubscribe(name, topic);
          case CONSUME,
              BROWSE,
              CREATE_DURABLE_QUEUE,
              CREATE_NON_DURABLE_QUEUE,
              DELETE_DURABLE_QUEUE,
              DELETE_NON_DURABLE_QUEUE,
              DELETE_ADDRESS ->
              rules.maySubscribe(name, topic);
          case MANAGE, VIEW, EDIT -> false;
        };
    if (!allowed) {
      LOG.log(Level.WARNING, "client {0} is refused {1} on {2}", name, check, topic);
    }
    return allowed;
  }

  /** Nobody is let in by a password. */
  @Override
  public boolean validateUser(String user, String password) {
    return false;
  }

  @Override
  public boolean validateUserAndRole(
      String user, String password, Set<Role> roles, CheckType checkType) {
    return false;
  }
}
