-- What a launch freezes beside the payload.
ALTER TABLE campaign
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN saved_query_id uuid,
    ADD COLUMN saved_query_name text,
    ADD COLUMN hunt_id uuid,
    ADD CONSTRAINT a_saved_query_has_a_name
        CHECK ((saved_query_id IS NULL) = (saved_query_name IS NULL));
CREATE INDEX campaign_to_expire ON campaign (expires_at)
    WHERE status = 'active' AND expires_at IS NOT NULL;

CREATE TABLE campaign_warning (
    campaign_id uuid NOT NULL,
    place smallint NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    CONSTRAINT campaign_warning_pkey PRIMARY KEY (campaign_id, place)
);

-- A chunk is the next thousand hosts behind the last one published, in the order of the primary
-- key: no number of it need be kept with each host, and a launch writes one index instead of two.
DROP INDEX assigned_host_by_chunk;
ALTER TABLE assigned_host DROP COLUMN chunk;
ALTER TABLE chunk_progress
    ADD COLUMN last_host_id uuid,
    -- When the topic was told to forget the chunks of an archived campaign.
    ADD COLUMN forgotten_at timestamptz;
CREATE INDEX chunk_progress_to_forget ON chunk_progress (campaign_id) WHERE forgotten_at IS NULL;
DROP INDEX chunk_progress_open;
CREATE INDEX chunk_progress_open ON chunk_progress (published, campaign_id)
    WHERE published < chunks;

-- Launches within their live window (L-4). A hunt and its campaign are one row.
CREATE TABLE slot (
    launch_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    held_by text NOT NULL,
    held_until timestamptz NOT NULL,
    CONSTRAINT slot_pkey PRIMARY KEY (launch_id),
    CONSTRAINT kind_known CHECK (kind IN ('ioc_hunt', 'osquery'))
);
CREATE INDEX slot_by_end ON slot (held_until);

-- A row to lock for each scope in which slots are counted: the fleet, or one person.
CREATE TABLE slot_scope (
    scope text NOT NULL,
    CONSTRAINT slot_scope_pkey PRIMARY KEY (scope)
);

-- What a request with an Idempotency-Key made, so that its repetition makes nothing (L-5).
CREATE TABLE idempotency_key (
    username text NOT NULL,
    key text NOT NULL,
    request_hash bytea NOT NULL,
    launch_id uuid NOT NULL,
    used_at timestamptz NOT NULL,
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (username, key)
);
CREATE INDEX idempotency_key_by_time ON idempotency_key (used_at);
