package mimir.contracts.dispatch;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import mimir.contracts.MessageCodec;
import mimir.contracts.MessageType;
import org.jspecify.annotations.Nullable;

/** Topic {@code enrollment-secrets}, key: secret id. Never carries the secret or its hash. */
public sealed interface EnrollmentSecretEvent {
  MessageCodec<EnrollmentSecretEvent> CODEC = MessageCodec.of(EnrollmentSecretEvent.class);

  UUID secretId();

  /**
   * @param maxUses most enrollments, or null for no cap
   * @param labels what a host that is new with it carries from the start; null for none
   */
  @MessageType("mimir.enrollment_secret.created.v1")
  record EnrollmentSecretCreated(
      UUID secretId,
      String name,
      @Nullable Integer maxUses,
      String by,
      Instant createdAt,
      @Nullable Map<String, String> labels)
      implements EnrollmentSecretEvent {}

  @MessageType("mimir.enrollment_secret.revoked.v1")
  record EnrollmentSecretRevoked(UUID secretId, String by, Instant revokedAt)
      implements EnrollmentSecretEvent {}
}
