package dev.osprey.tensorfiles.pickle.machine;

import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Dictionary;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Named;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Nothing;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Opaque;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Real;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Sequence;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Text;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Truth;
import dev.osprey.tensorfiles.pickle.machine.TorchValue.Whole;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a pickle of protocols 0 to 5 and returns its value. The value contains only data: names are
 * resolved by {@link AllowedNames}, and instructions that create objects of other classes are
 * refused. Time and memory are proportional to the bytes read.
 */
public final class PickleMachine {
  private static final int NEWEST_PROTOCOL = 5;

  private final PickleReader in;
  private final TorchFileErrors errors;
  private final MemoryBudget budget;
  private final AllowedNames names;
  private final StorageTable storages;
  private final ValueStack stack;
  private final Map<Long, TorchValue> memo = new HashMap<>();

  public PickleMachine(
      PickleReader in, TorchFileErrors errors, MemoryBudget budget, StorageTable storages) {
    this.in = in;
    this.errors = errors;
    this.budget = budget;
    this.storages = storages;
    names = new AllowedNames(errors, budget);
    stack = new ValueStack(errors);
  }

  /** Runs the instructions up to the end of the pickle and returns its value. */
  public TorchValue run() {
    while (true) {
      int start = in.position();
      int code = in.u1();
      if (code == '.') {
        return result();
      }
      if (!literal(code) && !text(code) && !group(code) && !memory(code) && !object(code)) {
        throw unknown(code, start);
      }
    }
  }

  private TorchValue result() {
    TorchValue result = stack.pop();
    if (!stack.isEmpty()) {
      throw errors.damaged("its pickle ends in the middle of a value");
    }
    return result;
  }

  private boolean literal(int code) {
    switch (code) {
      case 'N' -> push(Nothing.NONE);
      case 0x88 -> push(new Truth(true));
      case 0x89 -> push(new Truth(false));
      case 'J' -> push(new Whole(in.i4()));
      case 'K' -> push(new Whole(in.u1()));
      case 'M' -> push(new Whole(in.u2()));
      case 0x8a -> push(whole(in.take(in.u1())));
      case 0x8b -> push(whole(in.take(in.i4())));
      case 'G' -> push(new Real(in.bigEndianDouble()));
      case 'I' -> push(decimal(in.line()));
      case 'L' -> push(decimal(in.line().replaceAll("L$", "")));
      case 'F' -> push(real(in.line()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean text(int code) {
    switch (code) {
      case 'X' -> push(new Text(in.utf8(in.u4())));
      case 0x8c -> push(new Text(in.utf8(in.u1())));
      case 0x8d -> push(new Text(in.utf8(in.i8())));
      case 'T' -> push(new Text(in.latin1(in.i4())));
      case 'U' -> push(new Text(in.latin1(in.u1())));
      case 'B' -> push(new Bytes(in.take(in.u4())));
      case 'C' -> push(new Bytes(in.take(in.u1())));
      case 0x8e, 0x96 -> push(new Bytes(in.take(in.i8())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean group(int code) {
    switch (code) {
      case '(' -> stack.mark();
      case '1' -> stack.popToMark();
      case ')' -> push(sequence(Sequence.Kind.TUPLE, List.of()));
      case 0x85 -> push(sequence(Sequence.Kind.TUPLE, stack.pop(1)));
      case 0x86 -> push(sequence(Sequence.Kind.TUPLE, stack.pop(2)));
      case 0x87 -> push(sequence(Sequence.Kind.TUPLE, stack.pop(3)));
      case 't' -> push(sequence(Sequence.Kind.TUPLE, stack.popToMark()));
      case ']' -> push(sequence(Sequence.Kind.LIST, List.of()));
      case 'l' -> push(sequence(Sequence.Kind.LIST, stack.popToMark()));
      case 0x8f -> push(sequence(Sequence.Kind.SET, List.of()));
      case 0x91 -> push(sequence(Sequence.Kind.SET, stack.popToMark()));
      case 'a' -> append(Sequence.Kind.LIST, stack.pop(1));
      case 'e' -> append(Sequence.Kind.LIST, stack.popToMark());
      case 0x90 -> append(Sequence.Kind.SET, stack.popToMark());
      case '}' -> push(names.dictionary());
      case 'd' -> {
        List<TorchValue> pairs = stack.popToMark();
        push(names.dictionary());
        put(pairs);
      }
      case 's' -> put(stack.pop(2));
      case 'u' -> put(stack.popToMark());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(int code) {
    switch (code) {
      case '0' -> stack.pop();
      case '2' -> push(stack.peek());
      case 'q' -> remember(in.u1());
      case 'r' -> remember(in.u4());
      case 0x94 -> remember(memo.size());
      case 'p' -> remember(number(in.line()));
      case 'h' -> push(remembered(in.u1()));
      case 'j' -> push(remembered(in.u4()));
      case 'g' -> push(remembered(number(in.line())));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean object(int code) {
    switch (code) {
      case 0x80 -> requireProtocol(in.u1());
      // A frame gives the number of bytes to fetch at once; all bytes are already here.
      case 0x95 -> in.i8();
      case 'c' -> push(named(in.line(), in.line()));
      case 0x93 -> {
        String name = requireText(stack.pop());
        push(named(requireText(stack.pop()), name));
      }
      // Both instructions call a name with a tuple of arguments; for all allowed names they agree.
      case 'R', 0x81 -> {
        TorchValue arguments = stack.pop();
        push(names.call(stack.pop(), arguments));
      }
      case 'b' -> {
        TorchValue state = stack.pop();
        names.setState(stack.peek(), state);
      }
      case 'Q' -> {
        budget.spend(MemoryBudget.DICTIONARY);
        push(storages.resolve(stack.pop()));
      }
      // Keeps the class for the message; the object itself is never built.
      case 'i' -> {
        Named named = named(in.line(), in.line());
        throw errors.foreign(named, isWholeModel());
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private Named named(String module, String name) {
    budget.spend(MemoryBudget.SCALAR);
    Named named = new Named(module, name);
    if (!names.isAllowed(named)) {
      throw errors.foreign(named, isWholeModel());
    }
    return named;
  }

  /** Whether the current value is outside all dictionaries and lists. */
  private boolean isWholeModel() {
    return stack.bottom().stream()
        .noneMatch(value -> value instanceof Dictionary || value instanceof Sequence);
  }

  private void push(TorchValue value) {
    budget.spend(MemoryBudget.SCALAR);
    stack.push(value);
  }

  private Sequence sequence(Sequence.Kind kind, List<TorchValue> items) {
    budget.spend(MemoryBudget.SEQUENCE + (long) MemoryBudget.ITEM * items.size());
    return new Sequence(kind, items);
  }

  private void append(Sequence.Kind kind, List<TorchValue> items) {
    budget.spend(MemoryBudget.CHANGE + 2L * MemoryBudget.ITEM * items.size());
    if (stack.peek() instanceof Sequence sequence && sequence.kind() == kind) {
      sequence.append(items);
    } else if (!(stack.peek() instanceof Opaque)) {
      throw errors.damaged("its pickle adds items to something that is not a list or set");
    }
  }

  private void put(List<TorchValue> pairs) {
    budget.spend(MemoryBudget.CHANGE);
    if (pairs.size() % 2 != 0) {
      throw errors.damaged("its pickle has a key without a value");
    }
    if (!(stack.peek() instanceof Dictionary dictionary)) {
      throw errors.damaged("its pickle adds entries to something that is not a dictionary");
    }
    for (int i = 0; i < pairs.size(); i += 2) {
      names.put(dictionary, pairs.get(i), pairs.get(i + 1));
    }
  }

  private void remember(long key) {
    budget.spend(MemoryBudget.MEMO);
    memo.put(key, stack.peek());
  }

  private TorchValue remembered(long key) {
    TorchValue value = memo.get(key);
    if (value == null) {
      throw errors.damaged("its pickle refers to value " + key + ", which it does not have");
    }
    return value;
  }

  private void requireProtocol(int protocol) {
    if (protocol > NEWEST_PROTOCOL) {
      throw errors.damaged("its pickle uses protocol " + protocol + "; supported are 0 to 5");
    }
  }

  private String requireText(TorchValue value) {
    if (value instanceof Text text) {
      return text.value();
    }
    throw errors.damaged("its pickle names a class by something that is not a text");
  }

  /**
   * Reads an integer in two's complement, lowest byte first. Random seeds may have more than eight
   * bytes.
   */
  private static TorchValue whole(ByteBuffer bytes) {
    if (bytes.remaining() > Long.BYTES) {
      return new Opaque("int");
    }
    long value = 0;
    int count = bytes.remaining();
    for (int i = 0; i < count; i++) {
      value |= Byte.toUnsignedLong(bytes.get(i)) << (8 * i);
    }
    int unused = Long.SIZE - 8 * count;
    return new Whole(count == 0 ? 0 : (value << unused) >> unused);
  }

  private TorchValue decimal(String line) {
    return switch (line) {
      // Protocol 1 has no other way to write a bool.
      case "00" -> new Truth(false);
      case "01" -> new Truth(true);
      default -> new Whole(number(line));
    };
  }

  private long number(String line) {
    try {
      return Long.parseLong(line);
    } catch (NumberFormatException e) {
      throw notANumber(line);
    }
  }

  private TorchValue real(String line) {
    try {
      return new Real(
          switch (line) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> Double.parseDouble(line);
          });
    } catch (NumberFormatException e) {
      throw notANumber(line);
    }
  }

  private UserError notANumber(String line) {
    return errors.damaged(
        "its pickle has " + TorchFileErrors.quoted(line) + " in place of a number");
  }

  private UserError unknown(int code, int position) {
    return errors.damaged(
        "byte "
            + position
            + " of its pickle is "
            + String.format("0x%02x", code)
            + ", which is not an instruction that data needs");
  }
}
