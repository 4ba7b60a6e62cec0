-- Which manifests are no longer valid for their version, also when its release is deleted.
CREATE TABLE newest_approved (
    version text NOT NULL,
    os text NOT NULL,
    arch text NOT NULL,
    manifest_timestamp timestamptz NOT NULL,
    CONSTRAINT newest_approved_pkey PRIMARY KEY (version, os, arch)
);
INSERT INTO newest_approved (version, os, arch, manifest_timestamp)
SELECT version, os, arch, manifest_timestamp
FROM osquery_release
WHERE status = 'approved';

-- What is usual is usual for a platform; hosts tell theirs again with their next contact.
ALTER TABLE host ADD COLUMN platform text;

CREATE INDEX offered_host_by_age ON offered_host (offered_at);
