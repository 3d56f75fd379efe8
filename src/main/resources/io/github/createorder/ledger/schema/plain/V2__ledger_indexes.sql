-- Without partial indexes: the columns are null once there is nothing left to do, so that a range scan never meets the
-- orders that have ended.
CREATE INDEX createorder_entry_due ON createorder_entry (due_at, id);
CREATE INDEX createorder_entry_error_due ON createorder_entry (error_due, id);
CREATE INDEX createorder_entry_report_due ON createorder_entry (source, report_due, id);
CREATE INDEX createorder_entry_status ON createorder_entry (status, source, cause);
