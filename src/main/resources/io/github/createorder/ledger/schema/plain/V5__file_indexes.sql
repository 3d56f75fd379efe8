CREATE INDEX createorder_file_line_pending ON createorder_file_line (file_id, status);
CREATE INDEX createorder_receipt_due ON createorder_receipt (delivered_at);
