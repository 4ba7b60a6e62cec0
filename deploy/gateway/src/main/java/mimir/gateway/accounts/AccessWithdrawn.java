package mimir.gateway.accounts;

/**
 * An identity provider gives a person nothing here any more: what they have open ends, with this.
 * The account stays, for the day on which it does again.
 */
public record AccessWithdrawn(String username, String by) {}
