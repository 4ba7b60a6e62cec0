-- What a launch asks, whoever launched it: campaign_id in campaign_query, assigned_host,
-- chunk_progress, coverage, host_coverage and ended_assignment is the id of a campaign, or that of a
-- live-only hunt.

-- Hosts of platforms that have the same tables are a group, and a query is asked of some groups. An
-- operator's own SQL is asked of all hosts, which then are group 0.
ALTER TABLE assigned_host ADD COLUMN query_group smallint NOT NULL DEFAULT 0;
ALTER TABLE campaign_query ADD COLUMN query_groups smallint[] NOT NULL DEFAULT '{0}';

-- What makes a host a hit: a match, or a row (R-8).
ALTER TABLE coverage ADD COLUMN hit_by_match boolean NOT NULL DEFAULT false;
UPDATE coverage
SET hit_by_match = true
FROM campaign
WHERE campaign.campaign_id = coverage.campaign_id AND campaign.kind = 'ioc_hunt';

-- The frozen indicators, in the order in which they were asked for.
CREATE TABLE frozen_ioc (
    launch_id uuid NOT NULL,
    place integer NOT NULL,
    ioc_id uuid NOT NULL,
    type text NOT NULL,
    value text NOT NULL,
    severity text NOT NULL,
    CONSTRAINT frozen_ioc_pkey PRIMARY KEY (launch_id, place)
);

-- The hunts; a projection of their streams.
CREATE TABLE hunt (
    hunt_id uuid NOT NULL,
    name text NOT NULL,
    created_by text NOT NULL,
    launched_at timestamptz NOT NULL,
    live_until timestamptz NOT NULL,
    target_type text NOT NULL,
    hosts_seen_within_days integer NOT NULL,
    -- NULL: live-only
    campaign_id uuid,
    assigned_hosts bigint NOT NULL,
    not_applicable_hosts bigint NOT NULL,
    cancelled_at timestamptz,
    cancelled_by text,
    window_ended_at timestamptz,
    CONSTRAINT hunt_pkey PRIMARY KEY (hunt_id),
    CONSTRAINT cancelled_by_somebody CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL))
);
CREATE INDEX hunt_to_end ON hunt (live_until)
    WHERE campaign_id IS NULL AND window_ended_at IS NULL AND cancelled_at IS NULL;
