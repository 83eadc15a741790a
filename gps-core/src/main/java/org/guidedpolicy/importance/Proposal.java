package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.training.Figure;

/**
 * What a search proposes as the next policy. Immutable.
 *
 * @param policy theta_k
 * @param figures of how it was found
 */
record Proposal(Member policy, List<Figure> figures) {}
