package io.github.createorder.sql;

import java.util.List;

/**
 * What a statement that claims rows of a legacy table is made of.
 *
 * @param keys the columns of the key
 * @param due the condition of a row that may be claimed, which may call it {@code o}
 * @param looksAround whether the condition looks at other rows of the table too
 * @param orderBy older before newer
 * @param set what the claim writes; the token is its only parameter
 * @param max the most rows
 */
public record Claim(
        String table, List<String> keys, String due, boolean looksAround, String orderBy, String set, int max) {}
