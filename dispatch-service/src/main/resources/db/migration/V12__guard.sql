-- How many hosts the campaign asks: a table of the deny-list may be asked on a single one (G-3).
-- 2 stands for "many" where it was not noted yet.
ALTER TABLE campaign ADD COLUMN assigned_hosts bigint NOT NULL DEFAULT 2;
ALTER TABLE campaign ALTER COLUMN assigned_hosts DROP DEFAULT;
