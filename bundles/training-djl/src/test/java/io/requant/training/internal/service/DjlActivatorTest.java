package io.requant.training.internal.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.requant.training.Training;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;

class DjlActivatorTest {

  @Test
  void training_is_offered_and_the_context_class_loader_restored() {
    List<Object> registered = new ArrayList<>();
    BundleContext context =
        (BundleContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("registerService");
                  assertThat(arguments[0]).isEqualTo(Training.class);
                  registered.add(arguments[1]);
                  return null;
                });
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    new DjlActivator().start(context);
    assertThat(registered).singleElement().isInstanceOf(Training.class);
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }
}
