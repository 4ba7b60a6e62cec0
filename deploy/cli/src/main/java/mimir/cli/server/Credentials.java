package mimir.cli.server;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import mimir.cli.output.Failed;

/** Who calls. Neither form ever shows its secret. */
sealed interface Credentials {

  /** A JWT or an API key, sent with each request. */
  record Token(String secret) implements Credentials {
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

    public Token {
      if (!PRINTABLE.matcher(secret).matches()) {
        throw Failed.input("The token has a character that no token has, such as a space.");
      }
    }

    @Override
    public String toString() {
      return "Token";
    }
  }

  /** A local account, signed in for this run only. */
  record Account(String username, String secret) implements Credentials {
    @Override
    public String toString() {
      return "Account[" + username + "]";
    }
  }

  String secret();

  /** Shorter ones are words of any sentence; no password that a server takes is so short. */
  int CONCEALED_MIN = 8;

  /** A sentence without the secret, should a server have echoed it. */
  default String conceal(String text) {
    return Stream.of(secret())
        .filter(secret -> secret.length() >= CONCEALED_MIN)
        .reduce(text, (sentence, secret) -> sentence.replace(secret, "***"));
  }
}
