package io.requant.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.api.command.Verb;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

class ServiceVerbsTest {

  /** What a framework answers once it has stopped the bundle whose service it is. */
  @ParameterizedTest
  @ValueSource(classes = {IllegalArgumentException.class, IllegalStateException.class})
  void aVerbThatEndsWhileTheFrameworkStopsKeepsItsExitCode(Class<RuntimeException> refusal)
      throws Exception {
    ServiceReference<?> reference = fake(ServiceReference.class, Map.of("compareTo", 0));
    ServiceObjects<?> objects =
        fake(ServiceObjects.class, Map.of("getService", new EchoVerb(), "ungetService", refusal));
    BundleContext context =
        fake(
            BundleContext.class,
            Map.of(
                "getServiceReferences",
                new ServiceReference<?>[] {reference},
                "getServiceObjects",
                objects,
                "ungetService",
                IllegalStateException.class));
    assertThat(new ServiceVerbs(context).use("echo", Duration.ofSeconds(5), (Verb verb) -> 7))
        .contains(7);
  }

  /** An object whose methods return, or throw if it is an exception's class, what a map says. */
  private static <T> T fake(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals("hashCode")) {
                return System.identityHashCode(proxy);
              }
              if (method.getName().equals("equals")) {
                return proxy == arguments[0];
              }
              Object answer = answers.get(method.getName());
              if (answer instanceof Class<?> problem) {
                throw (Throwable) problem.getConstructor().newInstance();
              }
              return answer;
            }));
  }
}
