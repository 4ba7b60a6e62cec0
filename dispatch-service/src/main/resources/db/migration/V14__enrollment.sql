-- What a host that is new with the secret carries from the start.
ALTER TABLE enrollment_secret ADD COLUMN labels jsonb NOT NULL DEFAULT '{}';

-- Every replica asks once a second for the keys that were given out lately. Those of before are in
-- nobody's memory but from the start, when all keys are read.
ALTER TABLE host ADD COLUMN node_key_given_at timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE host ALTER COLUMN node_key_given_at DROP DEFAULT;
CREATE INDEX host_node_key_given ON host (node_key_given_at);
