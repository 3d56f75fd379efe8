CREATE INDEX createorder_file_line_pending ON createorder_file_line (file_id) WHERE status IS NULL;
CREATE INDEX createorder_receipt_due ON createorder_receipt (file_id) WHERE delivered_at IS NULL;
ALTER TABLE createorder_file_line SET (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
