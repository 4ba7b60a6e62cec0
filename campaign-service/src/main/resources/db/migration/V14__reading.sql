-- When an end was folded in: coverage.as_of is the latest of a campaign's, and so can be told again
-- from the rows alone.
ALTER TABLE ended_assignment ADD COLUMN folded_at timestamptz;
UPDATE ended_assignment
SET folded_at = greatest(ended_assignment.at, coverage.as_of)
FROM coverage
WHERE coverage.campaign_id = ended_assignment.campaign_id;
ALTER TABLE ended_assignment ALTER COLUMN folded_at SET NOT NULL;
