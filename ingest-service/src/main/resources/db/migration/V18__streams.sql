-- The transaction that has changed an alert last: with it, those who follow alerts find what has
-- become visible since they looked, whatever was committed in which order.
ALTER TABLE alert ADD COLUMN changed_in xid8 NOT NULL DEFAULT pg_current_xact_id();
CREATE INDEX alert_by_change ON alert (changed_in, alert_id);
CREATE INDEX alert_by_launch_change ON alert (launch_id, changed_in, alert_id);

-- How many assignments a live query has, and why it is over: its stream says so.
ALTER TABLE campaign ADD COLUMN assigned bigint;
ALTER TABLE campaign ADD COLUMN end_reason text;
-- When the end became known here: what is on its way is waited for from then on.
ALTER TABLE campaign ADD COLUMN stop_seen_at timestamptz;
UPDATE campaign SET stop_seen_at = stopped_at;
