-- Look-up by reference and by Taobao's request_id: of orders at rest only, so that sending writes to each of them once. What is
-- under way is found among what is under way.
CREATE INDEX createorder_entry_ref ON createorder_entry USING hash (ref) WHERE due_at IS NULL AND report_due IS NULL;
CREATE INDEX createorder_entry_request ON createorder_entry USING hash (request_id)
  WHERE due_at IS NULL AND report_due IS NULL AND request_id IS NOT NULL;
-- Pages of errors, newest first.
CREATE INDEX createorder_entry_errors ON createorder_entry (id) WHERE status = 'ERROR';
CREATE INDEX createorder_entry_closed ON createorder_entry (id) WHERE status = 'CLOSED';

UPDATE createorder_schema SET version = 6;
