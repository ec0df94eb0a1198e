package dev.osprey.tensorfiles.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.osprey.core.text.UserError;
import dev.osprey.tensorfiles.pickle.archive.Pickle;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MaliciousFileTest {
  private static final int MUCH = 2_000_000;
  private static final long MOST_BYTES = 64L << 20;

  @TempDir private Path folder;

  private void assertRefused(Pickle pickle, String... parts) {
    assertRefused(pickle.zip(folder.resolve("m.pth"), 16), parts);
  }

  private static void assertRefused(Path file, String... parts) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    assertThatThrownBy(() -> TorchFile.open(file).close())
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(parts);
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(MOST_BYTES);
  }

  private static Pickle pickle() {
    return new Pickle();
  }

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
  void refusesWhatCouldHarmByItsNameAndAdvisesAgainstPython(String module, String name) {
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
  void refusesOtherClassesByTheirName(String module, String name) {
    assertRefused(
        pickle().code('}', '(').text("state").global(module, name).code(')', 'R', 'u'),
        '"' + module + '.' + name + '"',
        "torch.save(checkpoint[\"state_dict\"]");
  }

  @Test
  void refusesAnAttributeOfAnythingButAHistory() {
    assertRefused(
        pickle().global("builtins", "getattr").global("torch", "Tensor").text("x").code(0x86, 'R'),
        "\"builtins.getattr\"");
  }

  @Test
  void callsNothingButWhatIsForCalling() {
    assertRefused(pickle().global("builtins", "int").text("9").code(0x85, 'R'), "builtins.int");
    assertRefused(pickle().global("torch", "float32").code(')', 'R'), "torch.float32");
    assertRefused(pickle().text("f").code(')', 'R'), "calls something that is no function");
    assertRefused(pickle().global("torch", "Size").code('N', 'R'), "no function");
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
  void refusesAllowedNamesWithArgumentsThatTheyDoNotTake(Pickle pickle) {
    assertRefused(pickle.code('R'), "with arguments that it does not take");
  }

  @Test
  void refusesInstructionsThatDataDoesNotNeed() {
    // EXT1, EXT2, EXT4, PERSID, NEWOBJ_EX, OBJ, NEXT_BUFFER
    for (int code : new int[] {0x82, 0x83, 0x84, 'P', 0x92, 'o', 0x97}) {
      assertRefused(pickle().code(code, 1, 1, 1, 1), "no instruction that data needs");
    }
    assertRefused(pickle().code('(').code("iposix\nsystem\n".chars().toArray()), "posix.system");
    assertRefused(pickle().code("(icollections\nOrderedDict\n".chars().toArray()), "OrderedDict");
    assertRefused(pickle().code(0x80, 6), "protocol 6");
  }

  @Test
  void refusesStatesOfWhatHasNone() {
    assertRefused(pickle().code(']', '}', 'b'), "sets attributes on something that has none");
    assertRefused(pickle().code('}').text("x").code('b'), "attributes that are no dictionary");
  }

  @Test
  void refusesLengthsThatTheFileDoesNotHaveBeforeAllocatingThem() {
    assertRefused(pickle().code('X').number(0xFFFFFFFFL, 4), "asks for 4294967295 more bytes");
    assertRefused(pickle().code(0x8d).number(1L << 40, 8), "asks for 1099511627776");
    assertRefused(pickle().code(0x8d).number(-1, 8), "asks for 18446744073709551615");
    assertRefused(pickle().code(0x8b).number(0x7FFFFFFF, 4), "asks for 2147483647");
    assertRefused(pickle().code(0x8b).number(-5, 4), "more bytes");
    assertRefused(pickle().code('B').number(0xFFFFFFF0L, 4), "more bytes");
    assertRefused(pickle().code('T').number(-1, 4), "more bytes");
    assertRefused(pickle().code(0x96).number(1L << 62, 8), "more bytes");
    assertRefused(pickle().repeat(100_000, 'I'), "line without an end");
  }

  @Test
  void refusesStacksAndMemosThatDoNotHold() {
    assertRefused(pickle().code('0'), "takes a value that was not there");
    assertRefused(pickle().code('N', '(', '0'), "takes a value that was not there");
    assertRefused(pickle().code('t'), "ends a group that was not begun");
    assertRefused(pickle().code('h', 7), "refers to value 7");
    assertRefused(pickle().code('j').number(0xFFFFFFFFL, 4), "refers to value 4294967295");
    assertRefused(pickle().code('N', 'N'), "ends in the middle of a value");
    assertRefused(pickle().code('}', '(', 'N', 'u'), "a key without a value");
    assertRefused(pickle().code(')', 'N', 'a'), "no list or set");
    assertRefused(pickle().code('N', 'N', 'N', 's'), "no dictionary");
    assertRefused(pickle().code('}', ']', 'N', 's'), "key that is no text");
    assertRefused(pickle().code('}', 'N', 'N', 's', 'N', 'N', 's'), "\"None\" stands twice");
  }

  @Test
  void aLargeMemoNumberCostsNoMoreThanASmallOne() {
    Pickle pickle = pickle().code('}').text("w").tensor(4, 0, new long[] {4}, new long[] {1});
    Path file = pickle.code('r').number(0xFFFFFFFFL, 4).code('s').zip(folder.resolve("m.pth"), 16);
    try (TorchFile read = TorchFile.open(file)) {
      assertThat(read.floats("w")).hasSize(4);
    }
  }

  @Test
  void refusesTwoMillionOfAnything() {
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
  void refusesListsThatGrowByThemselves() {
    // A list, remembered; then each round appends it to itself.
    assertRefused(pickle().code(']', 'q', 0).repeat(MUCH / 3, 'h', 0, 'a'), "its pickle");
    // Each round doubles the number of the values: 2^40 of them if they were counted one by one.
    Pickle laughs = pickle().text("ha").code(0x85);
    assertRefused(laughs.repeat(40, '2', 0x86), "its pickle holds more than 4000000 values");
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
  void refusesTensorsThatLeaveTheirStorage() {
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

  private void assertTensorRefused(
      long count, long offset, long[] shape, long[] strides, String part) {
    assertRefused(
        pickle().code('}').text("w").tensor(count, offset, shape, strides).code('s'), part);
  }

  @Test
  void refusesStoragesThatTheFileDoesNotHold() {
    long[] one = {1};
    assertTensorRefused(1L << 60, 0, one, one, "1152921504606846976 elements of F32");
    assertTensorRefused(-1, 0, one, one, "-1 elements");
    assertTensorRefused(5, 0, one, one, "20 bytes, but its entry has 16");
    Pickle other = pickle().storage("FloatStorage", "1", 4);
    assertRefused(other, "no entry \"archive/data/1\"");
    assertRefused(pickle().storage("QInt8Storage", "0", 4), "torch.QInt8Storage");
    assertRefused(pickle().storage("Size", "0", 4), "no storage of a known type");
    assertRefused(
        pickle().storage("FloatStorage", "0", 4).storage("FloatStorage", "0", 3).code(0x86),
        "16 bytes in one place and 12 in another");
  }

  @Test
  void refusesProgramsOfTorchScript() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("m/data.pkl", new byte[] {'N', '.'});
    entries.put("m/constants.pkl", new byte[] {')', '.'});
    assertRefused(
        Pickle.zip(folder.resolve("m.pt"), entries),
        "TorchScript",
        "torch.jit.load",
        "model.state_dict()");
  }

  @Test
  void refusesZipFilesThatAreNotFromTorch() throws IOException {
    Map<String, byte[]> two = Map.of("a/data.pkl", new byte[1], "b/data.pkl", new byte[1]);
    assertRefused(Pickle.zip(folder.resolve("two.pth"), two), "2 entries named data.pkl");
    Map<String, byte[]> none = Map.of("a/other", new byte[1]);
    assertRefused(
        Pickle.zip(folder.resolve("none.pth"), none), "is a zip archive that holds \"a/other\"");
    Path bomb = folder.resolve("bomb.pth");
    try (OutputStream out = Files.newOutputStream(bomb);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      zip.write(new byte[100_000_000]);
    }
    assertRefused(bomb, "\"archive/data.pkl\"", "compressed");
  }

  @Test
  void refusesDirectoriesOfZipFilesThatLie() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("a/data.pkl", new byte[] {'}', '.'});
    entries.put("a/data.pkm", new byte[] {'}', '.'});
    byte[] whole = Files.readAllBytes(Pickle.zip(folder.resolve("w.pth"), entries));
    // The end record holds the directory's size at 12 and offset at 16 of its 22 bytes.
    int end = whole.length - 22;
    ByteBuffer bytes = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
    int directory = bytes.getInt(end + 16);
    assertChangeRefused(whole, end + 16, 0x7FFFFFFF, "outside the file");
    assertChangeRefused(whole, end + 12, 0x7FFFFFFF, "outside the file");
    assertChangeRefused(whole, end + 12, bytes.getInt(end + 12) - 1, "broken");
    assertChangeRefused(whole, end, 0, "no directory at its end");
    // An entry holds its sizes at 20 and 24 and its header at 42 of 46 bytes, then the name.
    assertChangeRefused(whole, directory + 20, 1000, "outside the file");
    assertChangeRefused(whole, directory + 24, 1000, "outside the file");
    assertChangeRefused(whole, directory + 42, directory, "outside the file");
    assertChangeRefused(whole, directory + 42, 64, "not what the directory says");
    assertChangeRefused(whole, directory, 0, "broken");
    byte[] twice =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("data.pkm", "data.pkl")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(Files.write(folder.resolve("t.pth"), twice), "two entries \"a/data.pkl\"");
    // Both entries of the directory name the first one's content.
    byte[] shared =
        new String(whole, StandardCharsets.ISO_8859_1)
            .replace("data.pkm", "data.pkl")
            .getBytes(StandardCharsets.ISO_8859_1);
    shared[directory + 46 + 9] = 'm';
    assertRefused(Files.write(folder.resolve("s.pth"), shared), "not what the directory says");
  }

  private void assertChangeRefused(byte[] whole, int at, int value, String part)
      throws IOException {
    byte[] changed = whole.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    assertRefused(Files.write(folder.resolve("m.pth"), changed), part);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aLegacyFileIsHeldToTheSameRules() throws IOException {
    byte[] legacy = Checkpoints.bytes("kinds-legacy.pth");
    String text = new String(legacy, StandardCharsets.ISO_8859_1);
    assertRefused(
        latin1(text.replace("collections\nOrderedDict", "posix\nsystem")), "posix.system");
    // Each storage's key stands once where a tensor has it and once in the list behind.
    assertRefused(latin1(text.substring(0, text.length() - 1)), "ends inside storage");
    assertRefused(latin1(text.replace("M\u00e9\u0003.", "M\u00ea\u0003.")), "another version");
  }

  private Path latin1(String text) throws IOException {
    return Files.write(folder.resolve("legacy.pth"), text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
