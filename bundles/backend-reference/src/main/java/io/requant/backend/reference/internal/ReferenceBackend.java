package io.requant.backend.reference.internal;

import io.requant.api.backend.Backend;
import io.requant.api.backend.Engine;
import io.requant.api.backend.Support;
import io.requant.model.network.Network;
import io.requant.model.policy.Policy;
import io.requant.model.program.PolicyMismatchException;
import io.requant.model.program.Program;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/**
 * Offers the reference executor as a backend of the lowest rank: for machines and moments without
 * any other, and to check the others against.
 */
@Component(
    property = {
      Backend.ID + "=" + ReferenceBackend.ID,
      Backend.KIND + "=cpu",
      "service.ranking:Integer=-100"
    })
public final class ReferenceBackend implements Backend {

  static final String ID = "reference";

  @Override
  public Support supports(Network network, Policy policy) {
    try {
      Program.of(network, policy);
      return Support.FULL;
    } catch (PolicyMismatchException e) {
      return new Support(List.of(e.getMessage()));
    }
  }

  @Override
  public Engine prepare(Network network, Policy policy) {
    return new ReferenceEngine(ID, network, policy);
  }
}
