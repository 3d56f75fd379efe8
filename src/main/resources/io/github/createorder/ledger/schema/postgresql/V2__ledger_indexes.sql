-- Partial indexes: an order that has ended costs nothing when the next one is claimed.
CREATE INDEX createorder_entry_due ON createorder_entry (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX createorder_entry_error_due ON createorder_entry (error_due, id) WHERE error_due IS NOT NULL;
CREATE INDEX createorder_entry_report_due ON createorder_entry (source, report_due, id) WHERE report_due IS NOT NULL;
CREATE INDEX createorder_entry_error ON createorder_entry (source, cause) WHERE status = 'ERROR';
-- Each order is updated a few times in its first seconds and then never: vacuum early and often.
ALTER TABLE createorder_entry SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
