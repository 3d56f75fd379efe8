package io.github.createorder.table;

/** A statement on a legacy table and what it is for, so that people can be told what failed, and none is left out of `check`. */
record TableStatement(Purpose purpose, String sql) {

    /** What a source does with its tables. */
    enum Purpose {
        CLAIM("claiming new orders"),
        CLAIM_EXPIRED("taking over the claims of nodes that are gone"),
        CANDIDATES("looking for orders to claim"),
        CLAIM_BY_KEY("claiming orders by their key"),
        LOCK("locking the rows of orders"),
        CLAIMABLE("looking for orders that nobody claims"),
        ODD_COUNTS("looking for orders whose rows do not agree on how many they are"),
        CLAIMED("counting the rows that were claimed"),
        HELD("reading the orders that were claimed"),
        STANDINGS("looking who has claimed the rows of an order"),
        RELEASE("giving claimed orders back"),
        GROUPS("reading the rows of an order"),
        CHILDREN("reading the policies of an order"),
        TAKEN("marking orders as taken"),
        TIP("reading the highest watermark"),
        PAGE("reading orders by their watermark"),
        REPORT("writing outcomes"),
        WAITING("looking which orders wait for their outcome"),
        REPORTED("looking which orders the report table has"),
        INSERT("making rows in the report table"),
        LOOK("reading the first orders, for a preview"),
        STATUSES("reading keys and statuses, for a comparison"),
        ORDERS("reading orders, for a comparison"),
        CODES("counting product codes"),
        DUPLICATES("counting keys that stand in several rows"),
        ODD_MARKS("counting watermarks that are none");

        private final String words;

        Purpose(String words) {
            this.words = words;
        }

        /** What is being done, as a part of a sentence. */
        String words() {
            return words;
        }
    }
}
