package mimir.dispatch.osquery;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import mimir.contracts.runtime.Operator;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseHeader;

/** The files with which an administrator makes a machine an agent. */
@Path("/api/v1/enrollment")
@RolesAllowed(Operator.ADMIN)
class EnrollmentFileResource {
  private final EnrollmentFiles files;

  EnrollmentFileResource(EnrollmentFiles files) {
    this.files = files;
  }

  @GET
  @Path("flagfile")
  @Produces(MediaType.TEXT_PLAIN)
  @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"osquery.flags\"")
  @Operation(
      summary = "The flag file of an osqueryd that is an agent here",
      description =
          "It names two files that the machine must have: the certificates of"
              + " /api/v1/enrollment/ca.pem and the text of an enrollment secret, by default in"
              + " /etc/osquery, /var/osquery (darwin) or C:\\Program Files\\osquery. 404"
              + " not_configured when MIMIR_AGENT_URL is not set.")
  public String flagFile(
      @Parameter(description = "linux, darwin, windows or freebsd.")
          @QueryParam("platform")
          @DefaultValue("linux")
          @Schema(enumeration = {"linux", "darwin", "windows", "freebsd"})
          String platform) {
    return files.flagFile(FlagFile.Platform.of(platform));
  }

  @GET
  @Path("ca.pem")
  @Produces("application/x-pem-file")
  @ResponseHeader(name = "Content-Disposition", value = "attachment; filename=\"mimir-ca.pem\"")
  @Operation(
      summary = "The certificates that agents are to trust",
      description =
          "Those of MIMIR_AGENT_CA, or else of the agents' listener itself. 404 not_configured when"
              + " there are neither.")
  public String certificates() throws IOException {
    return files.certificates();
  }
}
