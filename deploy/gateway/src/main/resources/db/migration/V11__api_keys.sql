-- Keys of persons for their scripts. A key is stored as its SHA-256 only.
CREATE TABLE api_key (
    id uuid NOT NULL,
    name text NOT NULL,
    username text NOT NULL,
    key_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    CONSTRAINT api_key_pkey PRIMARY KEY (id),
    CONSTRAINT api_key_found_by_hash UNIQUE (key_hash),
    CONSTRAINT api_key_of_an_account FOREIGN KEY (username) REFERENCES account (username),
    CONSTRAINT key_hash_is_sha256 CHECK (octet_length(key_hash) = 32)
);

-- The audit trail names it beside its person.
CREATE UNIQUE INDEX api_key_named_once ON api_key (username, lower(name));
