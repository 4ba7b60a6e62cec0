package mimir.testing;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * What a source file declares, by the JDK's own parser.
 *
 * @param path from the checkout's root
 * @param statements whether a constant or a text block in it is SQL
 */
record JavaFile(
    Path path,
    String packageName,
    int lines,
    List<Type> types,
    List<Method> methods,
    boolean statements) {
  private static final Pattern SQL =
      Pattern.compile(
          "\\s*(--[^\\n]*\\n\\s*)*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|COPY|MERGE INTO)\\s.*",
          Pattern.DOTALL);

  /** A class, interface, record or enum, and the names of what it extends and implements. */
  record Type(String name, List<String> supertypes) {}

  /** A method, from its annotations to its closing brace. */
  record Method(String name, long lines) {}

  /** The name of the file's own class. */
  String className() {
    var name = path.getFileName().toString();
    return name.substring(0, name.length() - ".java".length());
  }

  /** The folder of the module that the file belongs to. */
  String module() {
    var text = path.toString();
    return text.substring(0, text.indexOf("/src/"));
  }

  static JavaFile parse(Path path, String text) {
    var source =
        new SimpleJavaFileObject(URI.create("string:///" + path), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    var task =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, List.of("-proc:none"), null, List.of(source));
    try {
      CompilationUnitTree unit = task.parse().iterator().next();
      var reader = new Reader(unit, Trees.instance(task).getSourcePositions());
      reader.scan(unit, null);
      var packageName = unit.getPackageName();
      return new JavaFile(
          path,
          packageName == null ? "" : packageName.toString(),
          (int) text.lines().count(),
          reader.types,
          reader.methods,
          reader.statements);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Reader extends TreeScanner<Void, Void> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final LineMap lineMap;
    private final List<Type> types = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private boolean statements;
    private boolean inConstant;

    Reader(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
      this.lineMap = unit.getLineMap();
    }

    @Override
    public Void visitClass(ClassTree type, Void ignored) {
      var name = type.getSimpleName().toString();
      if (!name.isEmpty()) {
        var supertypes = new ArrayList<String>();
        if (type.getExtendsClause() != null) {
          supertypes.add(type.getExtendsClause().toString());
        }
        type.getImplementsClause().forEach(each -> supertypes.add(each.toString()));
        types.add(new Type(name, supertypes));
      }
      return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void ignored) {
      methods.add(new Method(method.getName().toString(), lines(method)));
      return super.visitMethod(method, null);
    }

    @Override
    public Void visitVariable(VariableTree variable, Void ignored) {
      var before = inConstant;
      inConstant |=
          variable.getModifiers().getFlags().containsAll(Set.of(Modifier.STATIC, Modifier.FINAL));
      super.visitVariable(variable, null);
      inConstant = before;
      return null;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void ignored) {
      if (literal.getValue() instanceof String text && (inConstant || text.contains("\n"))) {
        statements |= SQL.matcher(text).matches();
      }
      return super.visitLiteral(literal, null);
    }

    private long lines(Tree tree) {
      return lineMap.getLineNumber(positions.getEndPosition(unit, tree))
          - lineMap.getLineNumber(positions.getStartPosition(unit, tree))
          + 1;
    }
  }
}
