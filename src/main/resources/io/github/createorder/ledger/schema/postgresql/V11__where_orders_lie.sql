-- An index on values in no order is written all over: in a large ledger each order that is sent has the server read pages of it from
-- the disk, and log them whole. References come in the order of their source, and Taobao's request_ids are kept in blocks of 131,072
-- orders, of which sending writes to the newest alone. Each holds orders at rest only, as before.
DROP INDEX createorder_entry_ref;
CREATE INDEX createorder_entry_ref ON createorder_entry (ref) WHERE due_at IS NULL AND report_due IS NULL;
DROP INDEX createorder_entry_request;
CREATE INDEX createorder_entry_request ON createorder_entry ((id >> 17), request_id)
  WHERE due_at IS NULL AND report_due IS NULL AND request_id IS NOT NULL;

-- The orders of a day are found by their numbers. The BRIN indexes led to the whole table once new orders lay in the room that
-- replayed ones had left. What ended more than a day after it was taken, which is seldom, is found by itself.
DROP INDEX createorder_entry_taken_at;
DROP INDEX createorder_entry_ended_at;
CREATE INDEX createorder_entry_late ON createorder_entry (ended_at) WHERE ended_at >= taken_at + 86400000;

UPDATE createorder_schema SET version = 8;
