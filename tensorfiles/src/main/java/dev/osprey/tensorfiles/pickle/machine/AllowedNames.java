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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Python names that a checkpoint may use, and the result of calling each of them. All other
 * names are refused. The list covers state dicts, optimisers and schedules of torch, additions of
 * torchvision's and mmdetection's training scripts (arguments, paths, histories), and NumPy's
 * scalars.
 */
final class AllowedNames {
  /** The function that replaces a Python call. */
  private interface Constructor {
    TorchValue call(AllowedNames names, Named named, List<TorchValue> arguments);
  }

  private static final Constructor OPAQUE = AllowedNames::opaque;
  private static final Named HISTORY =
      new Named("mmengine.logging.history_buffer", "HistoryBuffer");

  private static final Map<String, Constructor> CONSTRUCTORS =
      Map.ofEntries(
          Map.entry("collections.OrderedDict", AllowedNames::dictionaryOf),
          Map.entry("collections.Counter", AllowedNames::dictionaryOf),
          Map.entry("collections.defaultdict", AllowedNames::defaultDictionary),
          Map.entry("argparse.Namespace", AllowedNames::dictionaryOf),
          Map.entry("builtins.dict", AllowedNames::dictionaryOf),
          Map.entry("builtins.list", AllowedNames::list),
          Map.entry("builtins.tuple", AllowedNames::tuple),
          Map.entry("builtins.set", AllowedNames::set),
          Map.entry("builtins.frozenset", AllowedNames::set),
          Map.entry("builtins.bytearray", OPAQUE),
          Map.entry("builtins.complex", OPAQUE),
          Map.entry("builtins.range", OPAQUE),
          Map.entry("builtins.slice", OPAQUE),
          Map.entry("builtins.getattr", AllowedNames::attribute),
          Map.entry("_codecs.encode", AllowedNames::encode),
          Map.entry("pathlib.Path", AllowedNames::path),
          Map.entry("pathlib.PosixPath", AllowedNames::path),
          Map.entry("pathlib.PurePosixPath", AllowedNames::path),
          Map.entry("pathlib.WindowsPath", AllowedNames::path),
          Map.entry("pathlib.PureWindowsPath", AllowedNames::path),
          Map.entry("numpy.dtype", AllowedNames::numpyType),
          Map.entry("numpy.core.multiarray.scalar", AllowedNames::numpyScalar),
          Map.entry("numpy._core.multiarray.scalar", AllowedNames::numpyScalar),
          Map.entry("numpy.core.multiarray._reconstruct", AllowedNames::numpyArray),
          Map.entry("numpy._core.multiarray._reconstruct", AllowedNames::numpyArray),
          Map.entry(HISTORY.toString(), OPAQUE),
          Map.entry("torch.Size", AllowedNames::tuple),
          Map.entry("torch.device", OPAQUE),
          Map.entry("torch.serialization._get_layout", OPAQUE),
          Map.entry("torch._utils._rebuild_tensor", AllowedNames::tensor),
          Map.entry("torch._utils._rebuild_tensor_v2", AllowedNames::tensor),
          Map.entry("torch._utils._rebuild_tensor_v3", AllowedNames::tensor),
          Map.entry("torch._utils._rebuild_parameter", AllowedNames::parameter),
          Map.entry("torch._utils._rebuild_parameter_with_state", AllowedNames::parameter),
          Map.entry("torch._tensor._rebuild_from_type_v2", AllowedNames::typedTensor));

  /** Names that occur as values or arguments and are never called. */
  private static final Set<String> VALUES =
      Set.of(
          "builtins.bool",
          "builtins.bytes",
          "builtins.float",
          "builtins.int",
          "builtins.str",
          "numpy.ndarray",
          "torch.Tensor",
          "torch.nn.parameter.Parameter",
          "torch.nn.parameter.Buffer");

  private final TorchFileErrors errors;
  private final MemoryBudget budget;
  private final TensorRebuilder tensors;

  AllowedNames(TorchFileErrors errors, MemoryBudget budget) {
    this.errors = errors;
    this.budget = budget;
    tensors = new TensorRebuilder(errors);
  }

  boolean isAllowed(Named named) {
    String name = canonical(named);
    return CONSTRUCTORS.containsKey(name)
        || VALUES.contains(name)
        || StorageTable.isType(named)
        || TensorRebuilder.isDType(named);
  }

  /**
   * Returns the name in Python 3. Python 2 and its protocols use another name for the module of
   * built-in names.
   */
  private static String canonical(Named named) {
    String name = named.toString();
    return name.equals("__builtin__.xrange")
        ? "builtins.range"
        : name.replaceFirst("^__builtin__\\.", "builtins.");
  }

  /**
   * Returns the result of calling {@code called}.
   *
   * @throws UserError if it may not be called, or not with these arguments
   */
  TorchValue call(TorchValue called, TorchValue arguments) {
    if (!(called instanceof Named named) || !(arguments instanceof Sequence sequence)) {
      throw errors.damaged("its pickle calls something that is not a function");
    }
    Constructor constructor = CONSTRUCTORS.get(canonical(named));
    if (constructor == null) {
      throw errors.foreign(named, false);
    }
    return constructor.call(this, named, sequence.items());
  }

  Dictionary dictionary() {
    budget.spend(MemoryBudget.DICTIONARY);
    return new Dictionary();
  }

  /** Adds an entry whose key must be new. Python never writes a key twice. */
  void put(Dictionary dictionary, TorchValue key, TorchValue value) {
    budget.spend(MemoryBudget.ENTRY);
    String text = key(key);
    if (!dictionary.put(text, value)) {
      throw errors.damaged(
          "the key " + TorchFileErrors.quoted(text) + " occurs twice in its pickle");
    }
  }

  private String key(TorchValue key) {
    if (key instanceof Text text) {
      return text.value();
    } else if (key instanceof Whole whole) {
      return counted(Long.toString(whole.value()));
    } else if (key instanceof Real real) {
      return counted(Double.toString(real.value()));
    } else if (key instanceof Truth truth) {
      return truth.value() ? "True" : "False";
    } else if (key == Nothing.NONE) {
      return "None";
    } else if (key instanceof Named named) {
      return counted(named.toString());
    } else if (key instanceof Sequence tuple && tuple.kind() == Sequence.Kind.TUPLE) {
      return tupleKey(tuple);
    }
    throw errors.damaged("its pickle has a key that is not a text, a number or a tuple of them");
  }

  private String tupleKey(Sequence tuple) {
    for (TorchValue item : tuple.items()) {
      if (item instanceof Sequence) {
        throw errors.damaged("its pickle has a key that is a tuple of tuples");
      }
      // The same long text may occur in many tuples.
      budget.spendText(item instanceof Text text ? text.value().length() : MemoryBudget.SCALAR);
    }
    return tuple.items().stream().map(this::key).collect(Collectors.joining(", ", "(", ")"));
  }

  private String counted(String text) {
    budget.spendText(text.length());
    return text;
  }

  /** Sets attributes, like Python's {@code object.__setstate__}. */
  void setState(TorchValue target, TorchValue state) {
    if (target instanceof Opaque) {
      return;
    }
    if (!(target instanceof Dictionary dictionary)) {
      throw errors.damaged("its pickle sets attributes on something that has none");
    }
    if (state instanceof Dictionary attributes) {
      dictionary.attributes(attributes);
    } else if (state != Nothing.NONE) {
      throw errors.damaged("its pickle sets attributes that are not a dictionary");
    }
  }

  private TorchValue dictionaryOf(Named named, List<TorchValue> arguments) {
    Dictionary dictionary = dictionary();
    if (arguments.isEmpty()) {
      return dictionary;
    }
    require(arguments.size() == 1, named);
    if (arguments.get(0) instanceof Dictionary other) {
      other.entries().forEach((key, value) -> put(dictionary, new Text(key), value));
      return dictionary;
    }
    for (TorchValue pair : items(named, arguments)) {
      require(pair instanceof Sequence entry && entry.items().size() == 2, named);
      List<TorchValue> entry = ((Sequence) pair).items();
      put(dictionary, entry.get(0), entry.get(1));
    }
    return dictionary;
  }

  private TorchValue defaultDictionary(Named named, List<TorchValue> arguments) {
    require(arguments.isEmpty() || !(arguments.get(0) instanceof Sequence), named);
    return dictionaryOf(named, arguments.subList(Math.min(1, arguments.size()), arguments.size()));
  }

  private TorchValue list(Named named, List<TorchValue> arguments) {
    return copy(Sequence.Kind.LIST, named, arguments);
  }

  private TorchValue tuple(Named named, List<TorchValue> arguments) {
    return copy(Sequence.Kind.TUPLE, named, arguments);
  }

  private TorchValue set(Named named, List<TorchValue> arguments) {
    return copy(Sequence.Kind.SET, named, arguments);
  }

  private TorchValue copy(Sequence.Kind kind, Named named, List<TorchValue> arguments) {
    List<TorchValue> items = arguments.isEmpty() ? List.of() : items(named, arguments);
    budget.spend(MemoryBudget.SEQUENCE + (long) MemoryBudget.ITEM * items.size());
    return new Sequence(kind, items);
  }

  private List<TorchValue> items(Named named, List<TorchValue> arguments) {
    if (arguments.size() == 1 && arguments.get(0) instanceof Sequence sequence) {
      return sequence.items();
    }
    throw wrongArguments(named);
  }

  private TorchValue opaque(Named named, List<TorchValue> arguments) {
    budget.spend(MemoryBudget.SCALAR);
    return new Opaque(named.toString());
  }

  /**
   * Handles {@code getattr}, which is refused except for mmengine's histories: they save references
   * to their own methods.
   */
  private TorchValue attribute(Named named, List<TorchValue> arguments) {
    if (arguments.size() != 2 || !arguments.get(0).equals(HISTORY)) {
      throw errors.foreign(named, false);
    }
    return opaque(HISTORY, arguments);
  }

  /** Handles {@code _codecs.encode}: protocol 2 writes bytes as text. */
  private TorchValue encode(Named named, List<TorchValue> arguments) {
    require(
        arguments.size() == 2
            && arguments.get(0) instanceof Text
            && arguments.get(1).equals(new Text("latin1")),
        named);
    String text = ((Text) arguments.get(0)).value();
    budget.spendText(text.length());
    return new Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private TorchValue path(Named named, List<TorchValue> arguments) {
    StringBuilder path = new StringBuilder();
    for (TorchValue part : arguments) {
      require(part instanceof Text, named);
      String text = ((Text) part).value();
      budget.spendText(text.length());
      path.append(path.isEmpty() || path.charAt(path.length() - 1) == '/' ? "" : "/").append(text);
    }
    return new Text(path.toString());
  }

  private TorchValue numpyType(Named named, List<TorchValue> arguments) {
    require(!arguments.isEmpty() && arguments.get(0) instanceof Text, named);
    String code = ((Text) arguments.get(0)).value();
    require(code.length() <= 16, named);
    budget.spendText(code.length());
    return new Opaque("numpy." + code);
  }

  private TorchValue numpyArray(Named named, List<TorchValue> arguments) {
    return opaque(new Named("numpy", "ndarray"), arguments);
  }

  private TorchValue numpyScalar(Named named, List<TorchValue> arguments) {
    require(
        arguments.size() == 2
            && arguments.get(0) instanceof Opaque
            && arguments.get(1) instanceof Bytes,
        named);
    return NumpyScalar.of(((Opaque) arguments.get(0)).type(), ((Bytes) arguments.get(1)).content());
  }

  private TorchValue tensor(Named named, List<TorchValue> arguments) {
    budget.spend(MemoryBudget.TENSOR);
    return tensors.rebuild(named.name(), arguments);
  }

  /** Returns the tensor of a parameter; the flag for gradients is dropped. */
  private TorchValue parameter(Named named, List<TorchValue> arguments) {
    require(!arguments.isEmpty() && arguments.get(0) instanceof TorchTensor, named);
    return arguments.get(0);
  }

  /**
   * Handles {@code (function, type, arguments, state)}: returns a tensor without its attributes.
   */
  private TorchValue typedTensor(Named named, List<TorchValue> arguments) {
    require(
        arguments.size() == 4
            && arguments.get(0) instanceof Named rebuild
            && rebuild.module().equals("torch._utils"),
        named);
    return call(arguments.get(0), arguments.get(2));
  }

  private void require(boolean isValid, Named named) {
    if (!isValid) {
      throw wrongArguments(named);
    }
  }

  private UserError wrongArguments(Named named) {
    return errors.damaged("its pickle calls " + named + " with arguments that it does not accept");
  }
}
