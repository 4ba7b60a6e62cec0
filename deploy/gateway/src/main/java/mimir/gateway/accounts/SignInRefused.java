package mimir.gateway.accounts;

/** An identity provider has sent somebody who gets no session here. */
public final class SignInRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why, as the sign-in page is told. */
  public enum Reason {
    /** The provider says no user name, or one that cannot be a user name here. */
    NO_USERNAME("no_username"),
    /** Somebody else has this name: another person of the provider, or a local account. */
    USERNAME_TAKEN("username_taken"),
    /** The provider gives this person no role here. */
    NO_ROLE("no_role"),
    /** An admin has disabled the account. */
    DISABLED("disabled"),
    /** Too many from this address have failed; it must wait for a minute. */
    TOO_MANY_ATTEMPTS("too_many_attempts"),
    /** The provider said no, could not be reached, or said what does not hold. */
    FAILED("failed");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  private final Reason reason;

  public SignInRefused(Reason reason) {
    super(reason.code());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
