-- Projection of the flags' streams: can be dropped and rebuilt.
CREATE TABLE flag (
    key text NOT NULL,
    enabled boolean NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    CONSTRAINT flag_pkey PRIMARY KEY (key)
);
