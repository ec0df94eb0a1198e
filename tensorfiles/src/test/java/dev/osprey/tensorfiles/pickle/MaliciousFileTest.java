package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.osprey.testing.checkpoint.Pickle;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MaliciousFileTest extends HostileFolder {
  private static final int MUCH = 2_000_000;

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "nt, system",
    "subprocess, Popen",
    "builtins, eval",
    "__builtin__, exec",
    "builtins, __import__",
    "builtins, open",
    "runpy, run_path",
    "webbrowser, open",
    "importlib, import_module",
    "operator, attrgetter",
    "sys, exit"
  })
  void refusesDangerousNamesAndAdvisesAgainstPython(String module, String name) {
    assertRefused(
        pickle().global(module, name).text("echo").code(0x85, 'R'),
        '"' + module + '.' + name + '"',
        "may be malicious",
        "Do not open it in Python");
    assertRefused(pickle().text(module).text(name).code(0x93), module + '.' + name);
  }

  @ParameterizedTest
  @CsvSource({
    "mmcv.utils.config, ConfigDict",
    "torch.hub, load",
    "torch._utils, _import_dotted_name",
    "torch.storage, _load_from_bytes",
    "torch, load",
    "numpy, load",
    "numpy.core.multiarray, f",
    "collections, namedtuple",
    "torch._utils, _rebuild_qtensor",
    "pathlib, Path.unlink"
  })
  void refusesOtherClassesAndNamesThem(String module, String name) {
    assertRefused(
        pickle().code('}', '(').text("state").global(module, name).code(')', 'R', 'u'),
        '"' + module + '.' + name + '"',
        "torch.save(checkpoint[\"state_dict\"]");
  }

  @Test
  void refusesAttributesExceptThoseOfAHistory() {
    assertRefused(
        pickle().global("builtins", "getattr").global("torch", "Tensor").text("x").code(0x86, 'R'),
        "\"builtins.getattr\"");
  }

  @Test
  void refusesToCallNamesThatAreNotFunctions() {
    assertRefused(pickle().global("builtins", "int").text("9").code(0x85, 'R'), "builtins.int");
    assertRefused(pickle().global("torch", "float32").code(')', 'R'), "torch.float32");
    assertRefused(pickle().text("f").code(')', 'R'), "calls something that is not a function");
    assertRefused(pickle().global("torch", "Size").code('N', 'R'), "not a function");
  }

  static Stream<Arguments> wrongArguments() {
    return Stream.of(
            pickle().global("collections", "OrderedDict").whole(1).code(0x85),
            pickle().global("collections", "OrderedDict").code(']').whole(1).code('a', 0x85),
            pickle().global("collections", "defaultdict").code(']', 0x85),
            pickle().global("torch", "Size").whole(1).code(0x85),
            pickle().global("_codecs", "encode").text("a").text("utf-7").code(0x86),
            pickle().global("pathlib", "PosixPath").whole(1).code(0x85),
            pickle().global("numpy", "dtype").code(')'),
            pickle().global("numpy.core.multiarray", "scalar").text("f8").code(0x85),
            pickle().global("torch._utils", "_rebuild_tensor_v2").code(')'),
            pickle().global("torch._utils", "_rebuild_tensor_v3").code(')'),
            pickle().global("torch._utils", "_rebuild_parameter").text("a").code(0x85),
            pickle().global("torch._tensor", "_rebuild_from_type_v2").text("a").code(0x85))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wrongArguments")
  void refusesAllowedNamesWithWrongArguments(Pickle pickle) {
    assertRefused(pickle.code('R'), "with arguments that it does not accept");
  }

  @Test
  void refusesInstructionsThatDataDoesNotNeed() {
    // EXT1, EXT2, EXT4, PERSID, NEWOBJ_EX, OBJ, NEXT_BUFFER
    for (int code : new int[] {0x82, 0x83, 0x84, 'P', 0x92, 'o', 0x97}) {
      assertRefused(pickle().code(code, 1, 1, 1, 1), "not an instruction that data needs");
    }
    assertRefused(pickle().code('(').code("iposix\nsystem\n".chars().toArray()), "posix.system");
    assertRefused(pickle().code("(icollections\nOrderedDict\n".chars().toArray()), "OrderedDict");
    assertRefused(pickle().code(0x80, 6), "protocol 6");
  }

  @Test
  void refusesAttributesOnValuesWithoutAttributes() {
    assertRefused(pickle().code(']', '}', 'b'), "sets attributes on something that has none");
    assertRefused(pickle().code('}').text("x").code('b'), "attributes that are not a dictionary");
  }

  @Test
  void refusesLengthsBeyondTheFileBeforeAllocating() {
    assertRefused(pickle().code('X').number(0xFFFFFFFFL, 4), "requires 4294967295 more bytes");
    assertRefused(pickle().code(0x8d).number(1L << 40, 8), "requires 1099511627776");
    assertRefused(pickle().code(0x8d).number(-1, 8), "requires 18446744073709551615");
    assertRefused(pickle().code(0x8b).number(0x7FFFFFFF, 4), "requires 2147483647");
    assertRefused(pickle().code(0x8b).number(-5, 4), "more bytes");
    assertRefused(pickle().code('B').number(0xFFFFFFF0L, 4), "more bytes");
    assertRefused(pickle().code('T').number(-1, 4), "more bytes");
    assertRefused(pickle().code(0x96).number(1L << 62, 8), "more bytes");
    assertRefused(pickle().repeat(100_000, 'I'), "line without an end");
  }

  @Test
  void refusesWrongUsesOfStackAndMemo() {
    assertRefused(pickle().code('0'), "takes a value from an empty stack");
    assertRefused(pickle().code('N', '(', '0'), "takes a value from an empty stack");
    assertRefused(pickle().code('t'), "ends a group that was not started");
    assertRefused(pickle().code('h', 7), "refers to value 7");
    assertRefused(pickle().code('j').number(0xFFFFFFFFL, 4), "refers to value 4294967295");
    assertRefused(pickle().code('N', 'N'), "ends in the middle of a value");
    assertRefused(pickle().code('}', '(', 'N', 'u'), "a key without a value");
    assertRefused(pickle().code(')', 'N', 'a'), "not a list or set");
    assertRefused(pickle().code('N', 'N', 'N', 's'), "not a dictionary");
    assertRefused(pickle().code('}', ']', 'N', 's'), "key that is not a text");
    assertRefused(pickle().code('}', 'N', 'N', 's', 'N', 'N', 's'), "\"None\" occurs twice");
  }

  @Test
  void largeMemoNumberNeedsNoMoreMemoryThanASmallOne() {
    Pickle pickle = pickle().code('}').text("w").tensor(4, 0, new long[] {4}, new long[] {1});
    Path file = pickle.code('r').number(0xFFFFFFFFL, 4).code('s').zip(folder.resolve("m.pth"), 16);
    try (TorchFile read = TorchFile.open(file)) {
      assertThat(read.floats("w")).hasSize(4);
    }
  }

  @Test
  void refusesTooManyInstructions() {
    assertRefused(pickle().repeat(MUCH, '('), "marks");
    assertRefused(pickle().code('N').repeat(MUCH, '2'), "stacks more than");
    assertRefused(pickle().repeat(MUCH, ']'), "its pickle");
    assertRefused(pickle().repeat(MUCH, '}'), "its pickle");
    assertRefused(pickle().repeat(MUCH, ']', '0'), "more values than a file of its size");
    assertRefused(pickle().repeat(MUCH, '}', '0'), "more values than a file of its size");
    assertRefused(pickle().code('N').repeat(MUCH, 0x94), "more values than a file of its size");
    assertRefused(pickle().code(']').repeat(MUCH / 2, 'N', 'a'), "its pickle");
    assertRefused(pickle().code('N').repeat(MUCH, 0x85), "its pickle");
  }

  @Test
  void refusesListsThatGrowExponentially() {
    // Stores a list in the memo; then each round appends it to itself.
    assertRefused(pickle().code(']', 'q', 0).repeat(MUCH / 3, 'h', 0, 'a'), "its pickle");
    // Each round doubles the number of the values: 2^40 of them if they were counted one by one.
    Pickle doublings = pickle().text("ha").code(0x85);
    assertRefused(doublings.repeat(40, '2', 0x86), "its pickle holds more than 4000000 values");
    Pickle copies = pickle().code(']', 'q', 0).repeat(10_000, '(', 'N', 'e');
    for (int i = 0; i < 20_000; i++) {
      copies.global("torch", "Size").code('h', 0, 0x85, 'R', '0');
    }
    assertRefused(copies, "more values than a file of its size");
  }

  @Test
  void refusesNestingAndCyclesWithoutRecursion() {
    assertRefused(pickle().repeat(10_000, ']').repeat(9_999, 'a'), "levels deep");
    assertRefused(pickle().code('N').repeat(10_000, 0x85), "levels deep");
    assertRefused(pickle().code(']', 'q', 0, 'h', 0, 'a'), "contains itself");
    assertRefused(pickle().code('}', 'q', 0).text("a").code('h', 0, 's'), "contains itself");
    assertRefused(pickle().code('}', 'q', 0, 'h', 0, 'b'), "contains itself");
  }

  @Test
  void refusesTensorsOutsideTheirStorage() {
    assertTensorRefused(4, 0, new long[] {5}, new long[] {1}, "reaches element 5");
    assertTensorRefused(4, 1, new long[] {4}, new long[] {1}, "reaches element 5");
    assertTensorRefused(4, 0, new long[] {2, 2}, new long[] {3, 1}, "reaches element 5");
    assertTensorRefused(4, -1, new long[] {1}, new long[] {1}, "offset -1");
    assertTensorRefused(4, 0, new long[] {-1}, new long[] {1}, "arguments");
    assertTensorRefused(4, 0, new long[] {2}, new long[] {-1}, "arguments");
    assertTensorRefused(4, 0, new long[] {2}, new long[] {}, "strides []");
    assertTensorRefused(4, 0, new long[] {1L << 62, 4}, new long[] {0, 0}, "too large");
    assertTensorRefused(4, 0, new long[] {1L << 40}, new long[] {1L << 40}, "too large");
    assertTensorRefused(4, Long.MAX_VALUE, new long[] {1}, new long[] {1}, "too large");
    assertTensorRefused(4, 0, new long[70], new long[70], "arguments");
    assertTensorRefused(4, 0, new long[] {1_000_000_000}, new long[] {0}, "contiguous()");
  }
}
