package io.github.createorder.console;

import java.util.Set;

/**
 * Whoever asks.
 *
 * @param name as the login has it; it stands in the audit
 */
record User(String name, Set<Grant> grants) {
    User {
        grants = Set.copyOf(grants);
    }

    boolean may(Grant grant) {
        return grants.contains(grant) || (grant == Grant.VIEWER && grants.contains(Grant.OPERATOR));
    }
}
