package dev.osprey.site.reference;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Reads the Javadoc of types from the source files of the repository. */
final class TypeComments {
  private final SourceFiles sources;
  private final Map<String, TypeComment> comments = new HashMap<>();
  private final Set<Path> parsed = new HashSet<>();

  TypeComments(SourceFiles sources) {
    this.sources = sources;
  }

  /** Returns the Javadoc of a type; {@link TypeComment#NONE} if it has none. */
  TypeComment of(Class<?> type) throws IOException {
    if (!type.getName().startsWith("dev.osprey.")) {
      return TypeComment.NONE;
    }
    Path source = sources.file(type);
    if (parsed.add(source)) {
      parse(source);
    }
    return comments.getOrDefault(type.getName(), TypeComment.NONE);
  }

  private void parse(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(source));
      DocTrees trees = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Scanner(trees, unit.getPackageName() + ".").scan(unit, null);
      }
    }
  }

  /** Collects the comments of all types of a file. */
  private final class Scanner extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees trees;
    private final String packagePrefix;
    private final Deque<String> names = new ArrayDeque<>();

    Scanner(DocTrees trees, String packagePrefix) {
      this.trees = trees;
      this.packagePrefix = packagePrefix;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
      names.addLast(type.getSimpleName().toString());
      comments.put(packagePrefix + String.join("$", names), comment(type));
      super.visitClass(type, null);
      names.removeLast();
      return null;
    }

    private TypeComment comment(ClassTree type) {
      @Nullable DocCommentTree doc = trees.getDocCommentTree(getCurrentPath());
      return new TypeComment(summary(doc), parameters(doc), constants(type));
    }

    private String summary(@Nullable DocCommentTree doc) {
      return doc == null ? "" : DocText.firstSentence(doc.getFullBody());
    }

    private Map<String, String> parameters(@Nullable DocCommentTree doc) {
      Map<String, String> parameters = new LinkedHashMap<>();
      if (doc != null) {
        for (DocTree tag : doc.getBlockTags()) {
          if (tag instanceof ParamTree parameter) {
            String text = DocText.of(parameter.getDescription());
            parameters.put(parameter.getName().toString(), text);
          }
        }
      }
      return parameters;
    }

    private Map<String, String> constants(ClassTree type) {
      Map<String, String> constants = new LinkedHashMap<>();
      if (type.getKind() == Tree.Kind.ENUM) {
        for (Tree member : type.getMembers()) {
          if (member instanceof VariableTree constant) {
            TreePath path = new TreePath(getCurrentPath(), constant);
            String text = summary(trees.getDocCommentTree(path));
            if (!text.isEmpty()) {
              constants.put(constant.getName().toString(), text);
            }
          }
        }
      }
      return constants;
    }
  }
}
