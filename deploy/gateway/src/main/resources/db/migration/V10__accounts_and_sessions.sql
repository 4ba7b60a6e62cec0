-- Who may sign in here. Everything but the password hash is also told by the account's stream,
-- user:<username>; a hash never leaves this table.
CREATE TABLE account (
    username text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    capabilities text[] NOT NULL,
    disabled boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (username),
    CONSTRAINT a_known_role CHECK (role IN ('admin', 'operator'))
);

-- Nobody is mistaken for somebody else by a capital letter.
CREATE UNIQUE INDEX account_named_once ON account (lower(username));

-- Somebody who has signed in. The cookie's token is stored as its SHA-256 only.
CREATE TABLE session (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    username text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_found_by_token UNIQUE (token_hash),
    CONSTRAINT session_of_an_account FOREIGN KEY (username) REFERENCES account (username),
    CONSTRAINT token_hash_is_sha256 CHECK (octet_length(token_hash) = 32)
);

CREATE INDEX session_of_a_person ON session (username);
CREATE INDEX session_by_end ON session (ends_at);
