package mimir.dispatch;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The JAX-RS endpoints of a module, as {@code GET /path/{id}}, found in its compiled classes. */
public final class Endpoints {
  private Endpoints() {}

  public static Set<String> in(java.nio.file.Path classes) {
    try (var files = Files.walk(classes)) {
      var found = new TreeSet<String>();
      files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .map(Endpoints::load)
          .filter(type -> type.isAnnotationPresent(Path.class))
          .flatMap(Endpoints::of)
          .forEach(found::add);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError("a class of the module cannot be loaded", e);
    }
  }

  private static Stream<String> of(Class<?> resource) {
    return Arrays.stream(resource.getDeclaredMethods())
        .flatMap(
            method ->
                Arrays.stream(method.getAnnotations())
                    .map(Annotation::annotationType)
                    .map(type -> type.getAnnotation(HttpMethod.class))
                    .filter(verb -> verb != null)
                    .map(verb -> verb.value() + " " + path(resource, method)));
  }

  private static String path(Class<?> resource, Method method) {
    var own = method.getAnnotation(Path.class);
    var path = resource.getAnnotation(Path.class).value() + "/" + (own == null ? "" : own.value());
    return "/" + path.replaceAll("/+", "/").replaceAll("^/|/$", "");
  }
}
