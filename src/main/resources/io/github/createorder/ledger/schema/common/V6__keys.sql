-- The keys under which records and requests are sealed, so that a node with a wrong key refuses to start. Only adds to
-- version 2.

-- One row a key that is still needed to read.
CREATE TABLE createorder_key (
  key_id VARCHAR(40) NOT NULL PRIMARY KEY,
  -- A known text, sealed under it.
  check_value VARCHAR(400) NOT NULL,
  -- 1 when everything was found sealed under it: there is nothing to look for any more.
  complete INT DEFAULT 0 NOT NULL
)${table_options};

UPDATE createorder_schema SET version = 3;
