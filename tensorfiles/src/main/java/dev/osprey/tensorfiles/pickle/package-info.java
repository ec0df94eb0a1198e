/**
 * Reads and writes the files of {@code torch.save}: tensors described by a pickle, in a zip file or
 * in the older stream of pickles followed by the values.
 *
 * <p>A pickle is a program for a stack machine that may call anything. {@link
 * dev.osprey.tensorfiles.pickle.machine.PickleMachine} is Osprey's interpreter for the part that
 * data needs. A library was tried and rejected ({@code net.razorvine:pickle}): it keeps its allowed
 * names in a static table, allocates any length that a file claims without checking that the bytes
 * exist, does not check memo numbers and stack depths, and returns graphs whose cycles and shared
 * parts the caller has to handle. In Osprey's interpreter:
 *
 * <ul>
 *   <li>a name is only looked up in {@link dev.osprey.tensorfiles.pickle.machine.AllowedNames}; no
 *       class is loaded, and names that are not listed are refused;
 *   <li>a length is compared with the remaining bytes before anything is allocated, and all values
 *       count towards a memory limit in proportion to the file ({@link
 *       dev.osprey.tensorfiles.pickle.machine.MemoryBudget});
 *   <li>the depth of recursion does not depend on the file: the machine is a loop, and its result
 *       is checked to be a tree ({@link dev.osprey.tensorfiles.pickle.machine.TreeCheck}: no
 *       cycles, few levels, bounded size when shared parts are counted each time) before other code
 *       walks it;
 *   <li>a tensor is checked against its storage and the storage against the file before its values
 *       can be read.
 * </ul>
 *
 * @see <a href="https://pytorch.org/docs/stable/notes/serialization.html">torch's formats</a>
 */
@NullMarked
package dev.osprey.tensorfiles.pickle;

import org.jspecify.annotations.NullMarked;
