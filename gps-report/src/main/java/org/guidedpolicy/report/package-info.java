/**
 * Files that show how a training goes: {@link org.guidedpolicy.report.HtmlReport}, a page for a
 * browser, and {@link org.guidedpolicy.report.TensorBoardLog}, scalars for TensorBoard. Both are
 * listeners of {@link org.guidedpolicy.resetfree.ResetFreeGPS}; training does not depend on them:
 * what cannot be written is logged and training continues.
 */
@NullMarked
package org.guidedpolicy.report;

import org.jspecify.annotations.NullMarked;
