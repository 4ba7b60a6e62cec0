-- Assignments whose answer was refused or taken back, so that what is read again is not told again.
CREATE TABLE refused_answer (
    campaign_id uuid NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    CONSTRAINT refused_answer_pkey PRIMARY KEY (campaign_id, host_id, query_id)
);
