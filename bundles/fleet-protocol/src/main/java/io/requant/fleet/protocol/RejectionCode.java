package io.requant.fleet.protocol;

/** Why a gateway did not do what a message says. Names travel; they are never reused. */
public enum RejectionCode {
  /** The message has no signature. */
  UNSIGNED,
  /** A signature is not that of its key over these bytes. */
  BAD_SIGNATURE,
  /** No signature is by a key that the gateway trusts. */
  UNKNOWN_KEY,
  /** The bytes do not have the form that they should have. */
  MALFORMED,
  /** The message is longer than the gateway accepts. */
  OVERSIZED,
  /** The message uses a schema, action or way of delivery that the gateway does not know. */
  UNSUPPORTED,
  /** The message is for another tenant. */
  WRONG_TENANT,
  /** The message is for another ring. */
  WRONG_RING,
  /** The message is for another gateway. */
  WRONG_GATEWAY,
  /** The message is not newer than one that was accepted. */
  REPLAYED,
  /** The message may no longer be accepted. */
  EXPIRED,
  /** The message may not be accepted yet; the gateway keeps it until then. */
  NOT_YET_VALID,
  /** The gateway does not have the properties that the message requires. */
  WRONG_DEVICE,
  /** The gateway's newest accepted message is older than the message builds on. */
  STEP_MISSING,
  /** The policy is for another network than the gateway runs, or does not fit it. */
  WRONG_NETWORK,
  /** The content is not what its digest says. */
  POLICY_DIGEST_MISMATCH,
  /** The message names a policy by digest that the gateway does not have. */
  POLICY_UNKNOWN,
  /** What the message names by address could not be fetched. */
  FETCH_FAILED,
  /** No backend of the gateway can run the policy. */
  NO_BACKEND,
  /** Building or warming the engine failed, took too long, or ended the process three times. */
  PREPARE_FAILED,
  /** Too little agreement or too much latency beside the old engine. */
  GATE_FAILED,
  /** Both engines together, or the process with them, would take more memory than allowed. */
  MEMORY_EXCEEDED,
  /** The new engine does not know the golden images well enough, or the gateway lacks them. */
  GOLDEN_FAILED,
  /** It became too slow, or lost frames, while soaking. */
  SOAK_FAILED,
  /** Something else on the gateway changed its policy again and again meanwhile. */
  SUPERSEDED,
  /** The gateway could not write to its disk, and so did not act. */
  STORAGE_FAILED
}
