package dev.osprey.torch;

import dev.osprey.core.runtime.UseCount;
import dev.osprey.torch.natives.NativeLoader;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Owns every tensor that the calling thread makes until it is closed. Code that starts a unit of
 * work (one training step, one detection, one evaluation batch) opens one in a {@code try}; lower
 * code does not. Confined to its thread: closing it or taking tensors out of it in another thread
 * is an {@link IllegalStateException}. Closing twice is harmless.
 */
public final class TensorScope implements AutoCloseable {
  private final PointerScope scope;
  private final @Nullable NoGradGuard noGrad;
  private final Thread thread = Thread.currentThread();
  private boolean closed;

  private TensorScope(Gradients gradients) {
    NativeLoader.load();
    scope = new PointerScope();
    noGrad = gradients == Gradients.OFF ? new NoGradGuard() : null;
  }

  private enum Gradients {
    ON,
    OFF
  }

  /** Opens a scope in which operations are recorded for gradients. */
  public static TensorScope training() {
    return new TensorScope(Gradients.ON);
  }

  /** Opens a scope without gradients. */
  public static TensorScope inference() {
    return new TensorScope(Gradients.OFF);
  }

  /**
   * Returns the result of {@code part}, owned by the open scope, and frees every other tensor that
   * {@code part} makes. This is the only place inside a unit of work that opens a scope: the inner
   * maps of a backbone are together several times as large as its results.
   */
  static Tensor keepingResult(Supplier<Tensor> part) {
    PointerScope outer = PointerScope.getInnerScope();
    try (PointerScope inner = new PointerScope()) {
      Tensor result = part.get();
      result.retainReference();
      inner.detach(result);
      if (outer != null) {
        outer.attach(result);
        result.releaseReference();
      }
      return result;
    }
  }

  /** Takes a tensor out of this scope. The caller then owns it and must close it. */
  public Tensor keep(Tensor tensor) {
    requireOwnThread();
    if (closed) {
      throw UseCount.closedError("the tensor scope");
    }
    tensor.retainReference();
    scope.detach(tensor);
    return tensor;
  }

  private void requireOwnThread() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "a tensor scope of the thread "
              + thread.getName()
              + " is used by another one; use it where it was opened");
    }
  }

  @Override
  public void close() {
    requireOwnThread();
    if (closed) {
      return;
    }
    closed = true;
    if (noGrad != null) {
      noGrad.close();
    }
    scope.close();
  }
}
