package dev.osprey.torch;

import dev.osprey.core.runtime.UseCount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Tensors that outlive the scope in which they were made. A caller borrows them for its innermost
 * {@link TensorScope}: if their owner is closed meanwhile, even by another thread, their memory is
 * kept until that scope is closed. Thread-safe.
 */
public final class OwnedTensors implements AutoCloseable {
  private final String owner;
  private final List<Tensor> tensors = new ArrayList<>();
  private boolean closed;

  /**
   * @param owner name of the owner at the start of error messages: "the weights"
   */
  public OwnedTensors(String owner) {
    this.owner = owner;
  }

  /** Takes ownership of a tensor that was taken out of its scope. */
  public synchronized Tensor add(Tensor tensor) {
    tensors.add(tensor);
    return tensor;
  }

  /**
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized void requireOpen() {
    if (closed) {
      throw UseCount.closedError(owner);
    }
  }

  /**
   * Lends one of these tensors to the innermost scope of the calling thread. Without a scope the
   * caller must keep the owner open while it uses the tensor.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public synchronized Tensor lend(Tensor tensor) {
    requireOpen();
    PointerScope scope = PointerScope.getInnerScope();
    if (scope != null) {
      scope.attach(tensor);
    }
    return tensor;
  }

  /** Lends several tensors like {@link #lend}, either all or none. */
  public synchronized void lendAll(Collection<Tensor> lent) {
    requireOpen();
    lent.forEach(this::lend);
  }

  @Override
  public synchronized void close() {
    closed = true;
    tensors.forEach(Tensor::close);
    tensors.clear();
  }
}
