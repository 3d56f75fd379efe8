package io.github.createorder.sql;

import java.util.List;

/**
 * What a statement that claims rows of a legacy table is made of.
 *
 * @param keys the columns of the key
 * @param due the condition of a row that may be claimed, which may call it {@code o}
 * @param again what must still be so when a row is changed, should the lock of its selection have been lost; of the row alone
 * @param looksAround whether the condition looks at other rows of the table too
 * @param orderBy older before newer
 * @param set what the claim writes; the token is its only parameter
 * @param max the most rows
 */
public record Claim(
        String table,
        List<String> keys,
        String due,
        String again,
        boolean looksAround,
        String orderBy,
        String set,
        int max) {}
