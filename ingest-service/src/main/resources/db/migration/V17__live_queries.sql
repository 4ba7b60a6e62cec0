-- The answers of live queries in the order in which they became visible, for those who follow them.
-- A place is taken while the query's counter is held, until the commit: so none becomes visible
-- behind one that a reader has passed.
CREATE TABLE followed_answer (
    launch_id uuid NOT NULL,
    place bigint NOT NULL,
    host_id uuid NOT NULL,
    query_id uuid NOT NULL,
    CONSTRAINT followed_answer_pkey PRIMARY KEY (launch_id, place)
);
