/**
 * What the library's binary files have in common: a frame with magic number, version, lengths and
 * checksum ({@link org.guidedpolicy.file.FrameKind}), numbers in and out of it ({@link
 * org.guidedpolicy.file.BinaryOutput}, {@link org.guidedpolicy.file.BinaryInput}), and writing that
 * leaves a whole file or none ({@link org.guidedpolicy.file.WholeFile}). For implementers of file
 * forms; users call {@code Policy.load}, {@code Checkpoint.read} and the like.
 *
 * <p>All numbers are little-endian. A length read from a file is compared with the bytes that are
 * there before memory is taken for it. Nothing here uses Java serialization.
 */
@NullMarked
package org.guidedpolicy.file;

import org.jspecify.annotations.NullMarked;
