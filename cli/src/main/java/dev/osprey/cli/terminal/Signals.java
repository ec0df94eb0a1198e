package dev.osprey.cli.terminal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handles signals of the operating system. Java has no public API for them. {@code sun.misc.Signal}
 * is supported for such programs (JEP 260), but the compiler warns about it, so it is called by
 * reflection. If a signal cannot be handled (on Windows, with {@code -Xrs}, or because it is
 * ignored as {@code nohup} does), the system's default action stays.
 */
public final class Signals {
  private static final String SIGNAL = "sun.misc.Signal";
  private static final String HANDLER = "sun.misc.SignalHandler";

  private Signals() {}

  /**
   * Runs an action on its own thread each time a signal arrives.
   *
   * @param name the name without SIG, such as {@code INT}
   * @return whether the signal can be handled
   */
  public static boolean handle(String name, Runnable action) {
    try {
      Class<?> handler = Class.forName(HANDLER);
      InvocationHandler calls =
          (proxy, method, arguments) -> answer(proxy, method, arguments, action);
      Object proxyHandler =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
      var unused = handle(name, proxyHandler);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // the default action stays
    }
  }

  /** Ends the process at once by the default action of a signal. */
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
