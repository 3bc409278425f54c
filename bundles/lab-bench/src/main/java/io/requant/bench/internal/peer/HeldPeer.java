package io.requant.bench.internal.peer;

import io.requant.bench.internal.engine.Candidate;
import io.requant.bench.internal.engine.NotPossibleException;
import io.requant.bench.internal.engine.Preparation;
import io.requant.bench.internal.network.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A second ONNX Runtime in this process, held to AVX2: its classes and those that use them are
 * defined once more by a loader of their own, on the copies of {@link HeldLibrary}.
 */
public final class HeldPeer implements Candidate {

  /** Its name in reports. */
  public static final String ID = "ort-int8-avx2";

  private static final String PATH = "onnxruntime.native.path";

  private Candidate held;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public boolean peer() {
    return true;
  }

  @Override
  public Preparation on(Subject subject) throws NotPossibleException {
    if (held == null) {
      held = load();
    }
    return held.on(subject);
  }

  private static Candidate load() throws NotPossibleException {
    String before = System.getProperty(PATH);
    try {
      Path folder = Files.createTempDirectory("requant-held");
      try {
        HeldLibrary.write(folder);
        System.setProperty(PATH, folder.toString());
        Class<?> runtime = new Again().loadClass(OrtRuntime.class.getName());
        Object loaded = runtime.getDeclaredConstructor().newInstance();
        return (Candidate) runtime.getMethod("held").invoke(loaded);
      } finally {
        restore(before);
        HeldLibrary.delete(folder);
      }
    } catch (IOException | ReflectiveOperationException e) {
      throw new NotPossibleException("no ONNX Runtime held to AVX2: " + e, e);
    }
  }

  private static void restore(String before) {
    if (before == null) {
      System.clearProperty(PATH);
    } else {
      System.setProperty(PATH, before);
    }
  }

  /** Defines the peer's classes anew, and takes all others from where these are from. */
  private static final class Again extends ClassLoader {
    private static final String OURS = HeldPeer.class.getPackageName() + ".";
    private static final String THEIRS = "ai.onnxruntime.";

    Again() {
      super(HeldPeer.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS) && !name.startsWith(THEIRS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : define(name);
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
