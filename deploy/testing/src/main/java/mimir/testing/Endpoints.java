package mimir.testing;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every JAX-RS endpoint among the module's compiled classes. */
public final class Endpoints {

  /** As {@code POST /api/v1/campaigns/{id}/stop}. */
  public static Set<String> of(String packageName) {
    // Surefire's working directory is the module.
    var root = FileSystems.getDefault().getPath("target", "classes").toAbsolutePath();
    try (var files = Files.walk(root)) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class"))
          .map(file -> file.replace('/', '.').replaceFirst("\\.class$", ""))
          .filter(name -> name.startsWith(packageName))
          .map(Endpoints::load)
          .filter(type -> type.isAnnotationPresent(Path.class))
          .flatMap(Endpoints::of)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> of(Class<?> resource) {
    return Arrays.stream(resource.getDeclaredMethods()).flatMap(method -> of(resource, method));
  }

  private static Stream<String> of(Class<?> resource, Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
        .filter(verb -> verb != null)
        .map(verb -> verb.value() + " " + path(resource, method));
  }

  private static String path(Class<?> resource, Method method) {
    var own = method.getAnnotation(Path.class);
    var path = resource.getAnnotation(Path.class).value() + "/" + (own == null ? "" : own.value());
    return "/" + path.replaceAll("/+", "/").replaceAll("^/|/$", "");
  }

  private Endpoints() {}
}
