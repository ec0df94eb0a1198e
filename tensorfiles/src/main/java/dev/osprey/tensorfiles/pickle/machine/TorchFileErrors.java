package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.UnsupportedDetectors;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Builds the errors about one file of torch.save. */
public record TorchFileErrors(Path file) {
  private static final int LONGEST_QUOTE = 200;

  /** Modules that weights never need and attacks use. */
  private static final Set<String> DANGEROUS =
      Set.of(
          "__builtin__",
          "_io",
          "_pickle",
          "_posixsubprocess",
          "asyncio",
          "bdb",
          "builtins",
          "code",
          "commands",
          "ctypes",
          "functools",
          "http",
          "imp",
          "importlib",
          "io",
          "marshal",
          "nt",
          "operator",
          "os",
          "pdb",
          "pickle",
          "pip",
          "platform",
          "posix",
          "pty",
          "requests",
          "runpy",
          "shutil",
          "socket",
          "subprocess",
          "sys",
          "tempfile",
          "timeit",
          "types",
          "urllib",
          "webbrowser");

  /** Returns the error for a file that violates its format. */
  public UserError damaged(String what) {
    return new UserError(
        file
            + ": "
            + what
            + ". The file is damaged or was not written by torch.save; copy or save it again");
  }

  public UserError unreadable(Exception e) {
    return new UserError(
        file + " cannot be read: " + e.getMessage() + "; check the path and its permissions", e);
  }

  /** Returns the error for a file that calls or creates something that weights do not need. */
  UserError foreign(TorchValue.Named what, boolean wholeModel) {
    String named = quoted(what.toString());
    String module = what.module();
    String top = module.contains(".") ? module.substring(0, module.indexOf('.')) : module;
    if (DANGEROUS.contains(top)) {
      return new UserError(
          file
              + ": the file asks to call "
              + named
              + ", which no weights need: it may be malicious, and nothing in it was executed. Do"
              + " not open it in Python; download the weights from their source again");
    }
    Optional<String> detector = UnsupportedDetectors.byClass(what.toString());
    if (detector.isPresent()) {
      return UnsupportedDetectors.error(file, detector.get() + " (Python class " + named + ")");
    }
    String load = "torch.load(\"" + file + "\", map_location=\"cpu\", weights_only=False)";
    return new UserError(
        file
            + ": the file needs the Python class "
            + named
            + (wholeModel
                ? ": it is a whole model, not its weights; classes are code, which Osprey does not"
                    + " run. If you trust the file, save the state dict on a machine where that"
                    + " class can be imported: python -c 'import torch; model = "
                    + load
                    + "; torch.save(model.state_dict(), \"weights.pth\")'"
                : "; classes are code, which Osprey does not run. If you trust the file, save only"
                    + " the state dict, on a machine where that class can be imported: python -c"
                    + " 'import torch; checkpoint = "
                    + load
                    + "; torch.save(checkpoint[\"state_dict\"], \"weights.pth\")', or the key that"
                    + " holds it, or its .state_dict() where it is a model"));
  }

  /** Formats text of a file for a message: one line, of bounded length. */
  public static String quoted(String text) {
    String cut = text.length() > LONGEST_QUOTE ? text.substring(0, LONGEST_QUOTE) + "…" : text;
    return '"' + cut.replaceAll("\\p{Cntrl}", "?") + '"';
  }
}
