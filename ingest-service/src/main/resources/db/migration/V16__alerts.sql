ALTER TABLE host ADD COLUMN platform text;

-- The hunt that a campaign belongs to; of a live-only hunt, which is its own, the same as its id.
ALTER TABLE campaign ADD COLUMN hunt_id uuid;
CREATE INDEX campaign_by_hunt ON campaign (hunt_id) WHERE hunt_id IS NOT NULL;

-- What the rows of a hunt are matched against, as it was launched (M-1): never changed. Text and
-- its hash, so that what was damaged is seen.
CREATE TABLE frozen_snapshot (
    campaign_id uuid NOT NULL,
    content text NOT NULL,
    sha256 bytea NOT NULL,
    -- When it was told that it cannot be read.
    corrupt_at timestamptz,
    CONSTRAINT frozen_snapshot_pkey PRIMARY KEY (campaign_id)
);

-- One match, and so one alert, for each campaign (or live-only hunt), host and indicator (M-2).
-- What of the indicator and the host is told never changes with them.
CREATE TABLE alert (
    alert_id uuid NOT NULL,
    launch_id uuid NOT NULL,
    host_id uuid NOT NULL,
    ioc_id uuid NOT NULL,
    source text NOT NULL,
    -- NULL for a live-only hunt
    campaign_id uuid,
    hunt_id uuid,
    ioc_type text NOT NULL,
    ioc_value text NOT NULL,
    severity text NOT NULL,
    hostname text NOT NULL,
    -- The first row that matched; json and not jsonb: the order of columns is kept (R-2).
    evidence json NOT NULL,
    -- How many have matched.
    rows bigint NOT NULL,
    late boolean NOT NULL,
    reported_at timestamptz NOT NULL,
    detected_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text,
    CONSTRAINT alert_pkey PRIMARY KEY (alert_id),
    CONSTRAINT one_alert_per_match UNIQUE (launch_id, host_id, ioc_id),
    CONSTRAINT source_known CHECK (source IN ('campaign', 'hunt')),
    CONSTRAINT severity_known CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    CONSTRAINT acknowledged_by_somebody
        CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE INDEX alert_by_time ON alert (detected_at, alert_id);
CREATE INDEX alert_by_host ON alert (host_id, detected_at, alert_id);
CREATE INDEX alert_by_launch ON alert (launch_id, detected_at, alert_id);
CREATE INDEX alert_by_severity ON alert (severity, detected_at, alert_id);
-- What is still to be looked at, and what came late: few of many.
CREATE INDEX alert_not_seen ON alert (detected_at, alert_id) WHERE acknowledged_at IS NULL;
CREATE INDEX alert_late ON alert (launch_id, host_id, ioc_id) WHERE late;
