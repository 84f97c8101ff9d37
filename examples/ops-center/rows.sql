-- Rows for the story: three organizations at work.
\set ON_ERROR_STOP on

INSERT INTO organizations (slug, name, plan)
VALUES ('acme', 'Acme Corporation', 'business'), ('globex', 'Globex', 'team'), ('initech', 'Initech', 'trial');

INSERT INTO organization_members (organization_id, user_id, role)
SELECT id, format('%s-%s', slug, n), CASE n WHEN 1 THEN 'owner' ELSE 'member' END FROM organizations, generate_series(1, 4) n;

-- Of five invitations each, two have expired.
INSERT INTO organization_invitations (organization_id, email, token_hash, invited_by, created_at, expires_at)
SELECT id, format('guest%s@%s.example', n, slug), encode(sha256(format('%s/%s', slug, n)::bytea), 'hex'), slug || '-1', now() - interval '30 days', now() + (n - 3) * interval '1 day' + interval '1 hour'
FROM organizations, generate_series(1, 5) n;

INSERT INTO api_keys (organization_id, name, key_prefix, key_hash, scopes, created_by)
SELECT id, 'deployment', left(slug, 4), encode(sha256(slug::bytea), 'hex'), '["dns:read", "dns:write"]', slug || '-1' FROM organizations;

INSERT INTO cloudflare_zones (organization_id, zone_id, name, status, name_servers)
SELECT id, md5(slug), slug || '.example', 'active', '["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"]' FROM organizations;

INSERT INTO cloudflare_dns_records (zone_id, record_id, type, name, content, proxied)
SELECT id, md5(format('%s/%s', name, n)), 'A', format('host%s.%s', n, name), format('192.0.2.%s', n), true FROM cloudflare_zones, generate_series(1, 100) n;

INSERT INTO cloudflare_firewall_rules (zone_id, description, expression, action, priority)
SELECT id, 'Nobody signs in from the Tor network', '(http.request.uri.path eq "/login" and ip.src.country eq "T1")', 'block', 1 FROM cloudflare_zones;

INSERT INTO namecheap_domains (organization_id, name, expires_on)
SELECT id, format('%s-%s.example', slug, n), current_date + 90 * n FROM organizations, generate_series(1, 3) n;

INSERT INTO cloudflare_domains (organization_id, zone_id, name, expires_on)
SELECT organization_id, id, name, current_date + 365 FROM cloudflare_zones;

INSERT INTO migration_jobs (organization_id, namecheap_domain_id, status, step, progress, options)
SELECT organization_id, id, 'running', 'unlock', 20, '{"keep_mail": true}' FROM namecheap_domains WHERE name LIKE '%-1.example';

INSERT INTO audit_logs (organization_id, actor, action, resource_type, resource_id, details, ip_address)
SELECT o.id, o.slug || '-1', 'dns.record.created', 'dns_record', r.record_id, jsonb_build_object('name', r.name, 'content', r.content), '198.51.100.7'
FROM organizations o JOIN cloudflare_zones z ON z.organization_id = o.id JOIN cloudflare_dns_records r ON r.zone_id = z.id;
