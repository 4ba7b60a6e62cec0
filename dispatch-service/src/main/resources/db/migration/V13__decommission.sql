-- Every replica asks once a second for those that were decommissioned lately.
CREATE INDEX host_decommissioned ON host (decommissioned_at) WHERE decommissioned_at IS NOT NULL;
