/**
 * Reads and writes the files of {@code torch.save}: tensors described by a pickle, in a zip file or
 * in the older stream of pickles followed by the values.
 *
 * <p>A pickle is a program for a stack machine that may call anything. {@link
 * dev.osprey.tensorfiles.pickle.machine.PickleMachine} is Osprey's interpreter for the part that
 * data needs. A library was tried and rejected ({@code net.razorvine:pickle}): it keeps its allowed
 * names in a static table, allocates whatever length a file claims before looking whether the bytes
 * are there, takes memo numbers and stack depths as they come, and gives back graphs in which
 * cycles and sharing are the caller's trouble. Here
 *
 * <ul>
 *   <li>a name is looked up in {@link dev.osprey.tensorfiles.pickle.machine.AllowedNames} and
 *       nowhere else; nothing is loaded, and everything that is not listed is refused by its name;
 *   <li>a length is compared with the bytes that are left before anything is allocated, and all
 *       values are paid for from a budget in proportion to the file ({@link
 *       dev.osprey.tensorfiles.pickle.machine.MemoryBudget});
 *   <li>nothing recurses with the file: the machine is a loop, and what it made is checked to be a
 *       tree ({@link dev.osprey.tensorfiles.pickle.machine.TreeCheck}: no cycles, few levels,
 *       bounded size when shared parts are counted each time) before anything walks it;
 *   <li>a tensor is checked against its storage and the storage against the file before its values
 *       can be asked for.
 * </ul>
 *
 * @see <a href="https://pytorch.org/docs/stable/notes/serialization.html">torch's formats</a>
 */
@NullMarked
package dev.osprey.tensorfiles.pickle;

import org.jspecify.annotations.NullMarked;
