package mimir.gateway.routing;

import java.util.Locale;
import java.util.regex.Pattern;
import mimir.gateway.routing.Route.Here;
import mimir.gateway.routing.Route.Nowhere;
import mimir.gateway.routing.Route.There;

/** Who answers an address, for those who describe the API. */
public final class Addresses {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");

  /**
   * Whether a path of that service's description is reached at it.
   *
   * @param service as {@code campaign-service}, or {@code gateway}
   * @param template a path with parameters, as {@code /api/v1/campaigns/{id}}
   */
  public static boolean isOf(String service, String template) {
    return switch (Routes.of(PARAMETER.matcher(template).replaceAll("x"))) {
      case Nowhere _ -> false;
      case Here _ -> service.equals("gateway");
      case There there -> service.equals(nameOf(there.upstream()));
    };
  }

  private static String nameOf(Upstream upstream) {
    return switch (upstream) {
      case RELEASE -> "osquery-release-service";
      case FLAG, CAMPAIGN, DISPATCH, INGEST ->
          upstream.name().toLowerCase(Locale.ROOT) + "-service";
    };
  }

  private Addresses() {}
}
