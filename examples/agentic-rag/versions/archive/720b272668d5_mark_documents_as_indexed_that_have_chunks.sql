-- revision: 720b272668d5
-- revises: 517fd205e9f4
-- created: 2025-05-25
-- message: Mark documents as indexed that have chunks

-- upgrade
UPDATE documents SET status = 'indexed', indexed_at = created_at WHERE chunk_count > 0 AND status = 'pending';

-- downgrade
UPDATE documents SET status = 'pending', indexed_at = NULL WHERE chunk_count > 0 AND indexed_at = created_at;
