-- For people who ask; each is a few megabytes at ten million orders, and sending writes to none of them but the two of times,
-- which cost it next to nothing.
-- A day: rows of one time lie together.
CREATE INDEX createorder_entry_taken_at ON createorder_entry USING brin (taken_at) WITH (pages_per_range = 32);
CREATE INDEX createorder_entry_ended_at ON createorder_entry USING brin (ended_at) WITH (pages_per_range = 32);
-- By identifier: the order has it as its key, a conflict has another key.
CREATE INDEX createorder_entry_conflict ON createorder_entry (identifier) WHERE order_key <> identifier;
-- Errors by what corrects them, without reading the rows.
CREATE INDEX createorder_entry_groups ON createorder_entry (source, cause, code, sub_code, response_code)
  INCLUDE (may_be_executed, ended_at, id) WHERE status = 'ERROR';
DROP INDEX createorder_entry_error;

UPDATE createorder_schema SET version = 5;
