package io.requant.quantlstm.internal.level;

import io.requant.api.gate.GateRequest;
import io.requant.api.gate.PolicyGate;
import io.requant.model.policy.Policy;
import org.osgi.service.component.annotations.Component;

/** The static gate as a service. */
@Component(property = "gate.id=levels")
public final class LevelGateComponent implements PolicyGate {

  private final LevelGate gate = new LevelGate();

  @Override
  public Policy select(GateRequest request) {
    return gate.select(request);
  }
}
