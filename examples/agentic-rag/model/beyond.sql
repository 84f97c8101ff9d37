-- What an Entity Framework model has no words for.

CREATE UNIQUE INDEX uq_users_email_lower ON users (lower(email));

CREATE UNIQUE INDEX uq_teams_organization_id_name_lower ON teams (organization_id, (lower(name)));

ALTER TABLE agentflow_edges DROP CONSTRAINT fk_agentflow_edges_agentflow_id_source_key_agentflow_agents,
    ADD CONSTRAINT fk_agentflow_edges_agentflow_id_source_key_agentflow_agents FOREIGN KEY (agentflow_id, source_key)
        REFERENCES agentflow_agents (agentflow_id, node_key) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE agentflow_edges DROP CONSTRAINT fk_agentflow_edges_agentflow_id_target_key_agentflow_agents,
    ADD CONSTRAINT fk_agentflow_edges_agentflow_id_target_key_agentflow_agents FOREIGN KEY (agentflow_id, target_key)
        REFERENCES agentflow_agents (agentflow_id, node_key) ON UPDATE CASCADE ON DELETE CASCADE;

ALTER TABLE blocks ALTER CONSTRAINT fk_blocks_workflow_id_next_block_id_blocks DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE conversations ADD CONSTRAINT uq_conversations_session_id UNIQUE (session_id);

CREATE INDEX ix_plugin_registry_category_name_lower ON plugin_registry (category, lower(name)) WHERE status = 'published';

ALTER TABLE rate_limit_configs ADD CONSTRAINT uq_rate_limit_configs_organization_id_plugin_id_scope UNIQUE (organization_id, plugin_id, scope);
