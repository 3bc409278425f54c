package io.requant.training.internal.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A loaded TorchScript module. Methods may be called from several threads at once.
 *
 * <p>DJL chooses the method by the name of an extra array in the argument list, and gives the
 * result to the manager of the first argument: pass a short-lived array first.
 */
public final class Script implements AutoCloseable {
  private final PtSymbolBlock module;
  private final Map<String, NDArray> selectors = new HashMap<>();

  /**
   * Loads methods.
   *
   * @param manager owns the module; must outlive this object
   * @param methods method sources by name
   */
  public Script(NDManager manager, Map<String, String> methods) {
    byte[] archive = ScriptModuleArchive.of(String.join("", methods.values()));
    try {
      module =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory cannot fail", e);
    }
    for (String name : methods.keySet()) {
      NDArray selector = manager.create(0f);
      selector.setName("module_method:" + name);
      selectors.put(name, selector);
    }
  }

  /**
   * Joins methods into one script.
   *
   * @throws IllegalArgumentException if two are called the same
   */
  public static Map<String, String> join(List<Map<String, String>> parts) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Map<String, String> part : parts) {
      part.forEach(
          (name, source) -> {
            if (all.put(name, source) != null) {
              throw new IllegalArgumentException("two TorchScript methods are called " + name);
            }
          });
    }
    return all;
  }

  /**
   * Runs a method, recording gradients if the calling thread has gradient mode on.
   *
   * @param method name of the method
   * @param arguments tensors; the result joins the manager of the first one
   * @throws IllegalArgumentException if there is no such method
   */
  public NDArray call(String method, NDArray... arguments) {
    NDArray selector = selectors.get(method);
    if (selector == null) {
      throw new IllegalArgumentException("the script has no method " + method);
    }
    NDList list = new NDList(arguments.length + 1);
    for (NDArray argument : arguments) {
      list.add(argument);
    }
    list.add(selector);
    return IValueUtils.forward(module, list, true).get(0);
  }

  @Override
  public void close() {
    selectors.values().forEach(NDArray::close);
    module.close();
  }
}
