-- The live queries; a projection of their streams. What they ask and whom is kept as for campaigns,
-- under their own id.
CREATE TABLE live_query (
    live_query_id uuid NOT NULL,
    created_by text NOT NULL,
    launched_at timestamptz NOT NULL,
    live_until timestamptz NOT NULL,
    assigned_hosts bigint NOT NULL,
    -- Why it is over; NULL while it is not.
    ended_by text,
    ended_at timestamptz,
    CONSTRAINT live_query_pkey PRIMARY KEY (live_query_id),
    CONSTRAINT ended_for_a_reason CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE INDEX live_query_open ON live_query (live_until) WHERE ended_at IS NULL;
