-- People whom an identity provider knows have no password here. Who they are is what the provider
-- never gives to anybody else, its subject; their name here is the one that they came with first.
ALTER TABLE account
    ADD COLUMN oidc_issuer text,
    ADD COLUMN oidc_subject text,
    ALTER COLUMN password_hash DROP NOT NULL,
    ADD CONSTRAINT one_way_to_sign_in CHECK (
        (oidc_issuer IS NULL) = (oidc_subject IS NULL)
        AND (oidc_subject IS NULL) = (password_hash IS NOT NULL));

CREATE UNIQUE INDEX account_of_an_identity ON account (oidc_issuer, oidc_subject);
