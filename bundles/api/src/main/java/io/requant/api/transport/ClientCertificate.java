package io.requant.api.transport;

import java.time.Instant;
import java.util.Optional;

/**
 * The certificate that a connection shows the broker.
 *
 * @param notAfter until when it is valid
 * @param problem why files that were renewed are not used in its place, one sentence that names the
 *     file; empty if nothing is wrong
 */
public record ClientCertificate(Instant notAfter, Optional<String> problem) {}
