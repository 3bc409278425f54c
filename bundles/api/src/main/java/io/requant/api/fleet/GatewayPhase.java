package io.requant.api.fleet;

/** How far a gateway has come with what it was last told. */
public enum GatewayPhase {
  /** Nothing was ever asked of it. */
  IDLE,
  /** The message is authentic, newer than all before, and on disk; it waits its turn. */
  SEEN,
  /** The policy is decoded, checked and fits the gateway's network. */
  STAGED,
  /** The new engine is being prepared and compared with the old one on live frames. */
  SHADOW,
  /** Carried out. */
  ACTIVE,
  /** Refused or failed; what was active before remains so. */
  REJECTED,
  /** It was active, failed while soaking, and the gateway went back. */
  ROLLED_BACK;

  /** Whether nothing more happens until the next message. */
  public boolean settled() {
    return this == ACTIVE || this == REJECTED || this == ROLLED_BACK;
  }
}
