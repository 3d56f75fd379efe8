-- For people who ask, and nothing that sending writes to: the jobs of an order, and what somebody did or was denied.
CREATE INDEX createorder_job_order_entry ON createorder_job_order (entry_id);
CREATE INDEX createorder_action_who ON createorder_action (who, id);
CREATE INDEX createorder_action_action ON createorder_action (action, id);
CREATE INDEX createorder_action_outcome ON createorder_action (outcome, id);
-- What was accepted on a day: written once, when an order ends.
CREATE INDEX createorder_entry_ended_at ON createorder_entry (ended_at);

UPDATE createorder_schema SET version = 7;
