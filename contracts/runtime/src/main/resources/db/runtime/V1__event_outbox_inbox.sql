-- One append-only table: a service's streams, and the outbox that Debezium reads from the WAL.
-- Rows of a stream are never changed nor deleted. Rows without a stream are facts of the moment
-- (batches of assignments, of answers); they may be purged by age once published.
CREATE TABLE event (
    id uuid NOT NULL,
    stream text,
    version bigint,
    topic text NOT NULL,
    message_key text NOT NULL,
    type text NOT NULL,
    source text NOT NULL,
    subject text NOT NULL,
    at timestamptz NOT NULL,
    traceparent text,
    payload text,
    actor text,
    chain_hash bytea,
    CONSTRAINT event_pkey PRIMARY KEY (id),
    CONSTRAINT one_event_per_version UNIQUE (stream, version),
    CONSTRAINT a_stream_is_counted CHECK ((stream IS NULL) = (version IS NULL)),
    CONSTRAINT a_stream_is_chained CHECK ((stream IS NULL) = (chain_hash IS NULL)),
    CONSTRAINT versions_start_at_one CHECK (version >= 1),
    CONSTRAINT payload_is_an_object CHECK (payload IS NULL OR payload IS JSON OBJECT)
);

-- For forgetting old facts; see Retention.
CREATE INDEX event_facts_by_time ON event (at) WHERE stream IS NULL;

COMMENT ON COLUMN event.topic IS 'Full topic name, prefix included: the router copies it.';
COMMENT ON COLUMN event.payload IS 'The message, byte for byte; NULL is a tombstone.';
COMMENT ON COLUMN event.chain_hash IS
    'SHA-256 over the hash before it in the stream and this row: an edited row is found.';

-- What a consumer has already taken in, written in the transaction of the effect.
CREATE TABLE inbox (
    consumer text NOT NULL,
    message_id uuid NOT NULL,
    taken_at timestamptz NOT NULL,
    CONSTRAINT inbox_pkey PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_by_time ON inbox (taken_at);
