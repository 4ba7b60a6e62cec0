package mimir.gateway.accounts;

/**
 * Whom an identity provider means, whatever the person's name is today.
 *
 * @param issuer the provider, as it names itself in its tokens
 * @param subject its own id of the person, which it never gives to another
 */
public record OidcIdentity(String issuer, String subject) {}
