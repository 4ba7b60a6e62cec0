-- When an end was folded in: coverage.as_of is the latest of a campaign's, and so can be told again
-- from the rows alone.
ALTER TABLE ended_assignment ADD COLUMN folded_at timestamptz;
UPDATE ended_assignment
SET folded_at = greatest(ended_assignment.at, coverage.as_of)
FROM coverage
WHERE coverage.campaign_id = ended_assignment.campaign_id;
ALTER TABLE ended_assignment ALTER COLUMN folded_at SET NOT NULL;

-- What anybody changed in any service, kept from the topics of all streams. A fact: some of those
-- topics are compacted, so it could not be read again. Never changed nor deleted.
CREATE TABLE audit_entry (
    event_id uuid NOT NULL,
    at timestamptz NOT NULL,
    -- alice, or alice (key ci)
    actor text NOT NULL,
    -- alice, whichever key
    person text NOT NULL GENERATED ALWAYS AS (split_part(actor, ' (key ', 1)) STORED,
    -- campaign.launched
    action text NOT NULL,
    -- /mimir/campaign-service
    source text NOT NULL,
    subject text NOT NULL,
    detail jsonb NOT NULL,
    CONSTRAINT audit_entry_pkey PRIMARY KEY (event_id),
    CONSTRAINT detail_is_an_object CHECK (jsonb_typeof(detail) = 'object')
);
CREATE INDEX audit_entry_by_time ON audit_entry (at, event_id);
CREATE INDEX audit_entry_by_person ON audit_entry (person, at, event_id);
