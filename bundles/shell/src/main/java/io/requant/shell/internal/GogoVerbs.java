package io.requant.shell.internal;

import io.requant.api.command.Verb;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferenceScope;

/** Offers every verb as a Gogo command of the scope {@code requant}. */
@Component(service = {})
public final class GogoVerbs {

  private final BundleContext context;
  private final Map<ComponentServiceObjects<Verb>, ServiceRegistration<Function>> commands =
      new ConcurrentHashMap<>();

  /** Starts with no verbs; they are bound as they come. */
  @Activate
  public GogoVerbs(BundleContext context) {
    this.context = context;
  }

  /** Adds a verb. */
  @Reference(
      service = Verb.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      scope = ReferenceScope.PROTOTYPE_REQUIRED)
  void addVerb(ComponentServiceObjects<Verb> verb) {
    // A command of the Gogo shell is one word.
    String name =
        String.valueOf(verb.getServiceReference().getProperty(Verb.NAME)).replace(' ', '-');
    Map<String, Object> properties =
        Map.of("osgi.command.scope", "requant", "osgi.command.function", name);
    Function function = (session, arguments) -> run(verb, session, arguments);
    commands.put(
        verb,
        context.registerService(Function.class, function, FrameworkUtil.asDictionary(properties)));
  }

  /** Removes a verb. */
  void removeVerb(ComponentServiceObjects<Verb> verb) {
    ServiceRegistration<Function> registration = commands.remove(verb);
    if (registration != null) {
      registration.unregister();
    }
  }

  private static Object run(
      ComponentServiceObjects<Verb> verbs, CommandSession session, List<Object> arguments) {
    PrintWriter out = new PrintWriter(session.getConsole(), true, StandardCharsets.UTF_8);
    Verb verb = verbs.getService();
    try {
      VerbRunner.run(verb, arguments.stream().map(String::valueOf).toList(), out, out);
      return null;
    } finally {
      verbs.ungetService(verb);
    }
  }

  @Deactivate
  void stop() {
    commands.values().forEach(ServiceRegistration::unregister);
    commands.clear();
  }
}
