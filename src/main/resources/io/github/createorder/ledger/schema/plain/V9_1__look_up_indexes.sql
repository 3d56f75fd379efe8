-- Look-up by reference and by Taobao's request_id: the one is written when an order is taken, the other when it ends.
CREATE INDEX createorder_entry_ref ON createorder_entry (ref);
CREATE INDEX createorder_entry_request ON createorder_entry (request_id);

UPDATE createorder_schema SET version = 6;
