package dev.osprey.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. Java has no public way to hear them; {@code sun.misc.Signal} is
 * supported for such programs (JEP 260), but the compiler warns of its name, so it is called by
 * reflection. Where a signal cannot be heard (on Windows, or with {@code -Xrs}, or because whoever
 * started the process has it ignored, as {@code nohup} does), the system's way stays.
 */
public final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /**
   * Runs something, on a thread of its own, each time that a signal comes.
   *
   * @param name without SIG: {@code INT}
   * @return whether the signal is heard
   */
  public static boolean handle(String name, Runnable action) {
    try {
      Class<?> handler = Class.forName(HANDLER);
      InvocationHandler calls =
          (proxy, method, arguments) -> answer(proxy, method, arguments, action);
      Object heard =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
      var unused = handle(name, heard);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // the system's way stays
    }
  }

  /** Ends the process at once, as the signal does to programs that do not hear it. */
  public static void endBy(String name, int exitCode) {
    try {
      Class<?> handler = Class.forName(HANDLER);
      var unused = handle(name, handler.getField("SIG_DFL").get(null));
      Object signal = signal(name);
      signal.getClass().getMethod("raise", signal.getClass()).invoke(null, signal);
      Thread.sleep(2000);
    } catch (ReflectiveOperationException | RuntimeException e) {
      Runtime.getRuntime().halt(exitCode);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }

  private static Object handle(String name, Object handler) throws ReflectiveOperationException {
    Object signal = signal(name);
    return signal
        .getClass()
        .getMethod("handle", signal.getClass(), Class.forName(HANDLER))
        .invoke(null, signal, handler);
  }

  private static Object signal(String name) throws ReflectiveOperationException {
    return Class.forName(SIGNAL).getConstructor(String.class).newInstance(name);
  }

  private static Object answer(Object proxy, Method method, Object[] arguments, Runnable action) {
    return switch (method.getName()) {
      case "handle" -> {
        action.run();
        yield proxy;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> SIGNAL;
    };
  }
}
