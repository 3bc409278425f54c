package io.requant.fleet.controller.internal.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.requant.api.fleet.GatewayStanding;
import io.requant.api.fleet.RolloutOrder;
import io.requant.api.fleet.RolloutRequest;
import io.requant.api.fleet.RolloutView;
import io.requant.api.fleet.Standing;
import io.requant.fleet.controller.internal.rollout.OptionsJson;
import io.requant.fleet.controller.internal.store.AuditTable;
import io.requant.fleet.controller.internal.store.FencedException;
import io.requant.fleet.controller.internal.store.StoreException;
import io.requant.fleet.protocol.Command;
import io.requant.fleet.protocol.Ids;
import io.requant.fleet.protocol.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The REST interface without HTTP: the servlet, the verbs in the controller's own process and tests
 * all call this.
 */
public final class Api {

  private static final int MAX_LIST = 1000;
  private static final Set<String> PUSH = Set.of("policy", "options");
  private static final Set<String> ROLLOUT =
      Set.of("ring", "policy", "fallback", "fallbackUrls", "options", "plan");
  private static final Set<String> COMMAND = Set.of("command", "validSec");
  private static final int COMMAND_SECONDS = 600;

  private final Operations fleet;
  private final List<Route> routes = new ArrayList<>();

  /** The interface of a controller. */
  public Api(Operations fleet) {
    this.fleet = fleet;
    add("GET", "/fleet", (call, names) -> fleet());
    add("GET", "/gateways", (call, names) -> gateways(call));
    add("GET", "/gateways/{gateway}", (call, names) -> gateway(names.get(0)));
    add(
        "PUT",
        "/gateways/{gateway}/desired",
        (call, names) -> push(call, new Target.Gateway(names.get(0))));
    add("DELETE", "/gateways/{gateway}/desired", this::release);
    add("POST", "/gateways/{gateway}/commands", (call, names) -> command(call, names.get(0)));
    add(
        "GET",
        "/gateways/{gateway}/commands/{command}",
        (call, names) -> answered(names.get(0), names.get(1)));
    add("GET", "/rings", (call, names) -> Reply.ok(rings()));
    add("PUT", "/rings/{ring}/desired", (c, names) -> push(c, new Target.Ring(names.get(0))));
    add("POST", "/rings/{ring}/halt", this::halt);
    add("POST", "/rings/{ring}/resync", this::resync);
    add("GET", "/rollouts", (call, names) -> Reply.ok(rollouts(r -> true)));
    add("POST", "/rollouts", (call, names) -> begin(call));
    add("GET", "/rollouts/{rollout}", (call, names) -> rollout(names.get(0)));
    for (RolloutOrder order : RolloutOrder.values()) {
      add(
          "POST",
          "/rollouts/{rollout}/" + order.name().toLowerCase(Locale.ROOT),
          (call, names) -> Reply.ok(ViewJson.of(fleet.order(names.get(0), order, call.who()))));
    }
    add("GET", "/audit", (call, names) -> audit(call));
  }

  private void add(String method, String pattern, Route.Handler handler) {
    routes.add(new Route(method, pattern, handler));
  }

  /** What is answered, as "METHOD pattern". */
  Set<String> routes() {
    Set<String> all = new TreeSet<>();
    routes.forEach(route -> all.add(route.method() + " " + route.pattern()));
    return all;
  }

  /** Answers, whatever happens. */
  public Reply answer(Call call) {
    Set<String> methods = new TreeSet<>();
    for (Route route : routes) {
      Optional<List<String>> names = route.match(call.path());
      if (names.isPresent() && route.method().equals(call.method())) {
        return guarded(route, call, names.get());
      }
      if (names.isPresent()) {
        methods.add(route.method());
      }
    }
    return methods.isEmpty()
        ? Reply.problem(404, "'" + call.path() + "' is nothing here; see /api/v1/openapi.json")
        : Reply.problem(405, "'" + call.path() + "' takes " + String.join(", ", methods));
  }

  private Reply guarded(Route route, Call call, List<String> names) {
    boolean orders = !route.method().equals("GET");
    if (orders && !fleet.leads()) {
      return Reply.problem(
          503,
          "this controller does not lead: ask "
              + fleet.leader().orElse("the one that does, which has not said where it is"));
    }
    try {
      for (String name : names) {
        if (!Ids.valid(name)) {
          return Reply.problem(404, "'" + name + "' cannot be an id");
        }
      }
      return route.handler().answer(call, names);
    } catch (IllegalArgumentException e) {
      return Reply.problem(400, e.getMessage());
    } catch (FencedException | StoreException e) {
      return Reply.problem(503, e.getMessage());
    } catch (IllegalStateException e) {
      return Reply.problem(409, e.getMessage());
    }
  }

  private Reply fleet() {
    ObjectNode json = Reply.object();
    json.put("tenant", fleet.tenant())
        .put("leads", fleet.leads())
        .put("message", fleet.last().toString())
        .put("key", fleet.keyId());
    fleet.leader().ifPresent(address -> json.put("leader", address));
    fleet.problem().ifPresent(problem -> json.put("problem", problem));
    json.set("rings", rings());
    json.set("rollouts", rollouts(r -> !r.state().ended()));
    return Reply.ok(json);
  }

  private ObjectNode rings() {
    ObjectNode json = Reply.object();
    fleet.rings().forEach((ring, counts) -> json.set(ring, ViewJson.of(counts)));
    return json;
  }

  private ArrayNode rollouts(Function<RolloutView, Boolean> wanted) {
    ArrayNode list = ViewJson.list();
    fleet.rollouts().stream().filter(wanted::apply).map(ViewJson::of).forEach(list::add);
    return list;
  }

  private Reply rollout(String id) {
    return fleet.rollouts().stream()
        .filter(r -> r.id().equals(id))
        .findFirst()
        .map(r -> Reply.ok(ViewJson.of(r)))
        .orElseGet(() -> Reply.problem(404, "there is no rollout '" + id + "'"));
  }

  private Reply begin(Call call) {
    Body body = Body.read(call.body(), ROLLOUT);
    RolloutView begun =
        fleet.rollout(
            new RolloutRequest(
                body.text("ring"),
                body.policy("policy"),
                OptionsJson.options(body.object("options")),
                OptionsJson.plan(body.object("plan")),
                body.optionalPolicy("fallback"),
                body.urls("fallbackUrls")),
            call.who());
    return new Reply(201, Reply.JSON, ViewJson.of(begun));
  }

  /** A page of gateways, ordered by id: those after {@code after}, filtered. */
  private Reply gateways(Call call) {
    int limit = limit(call, 200);
    Optional<String> ring = Optional.ofNullable(call.query().get("ring"));
    Optional<String> code = Optional.ofNullable(call.query().get("code"));
    Optional<Standing> standing =
        Optional.ofNullable(call.query().get("standing")).map(Api::standing);
    Predicate<GatewayStanding> wanted =
        s ->
            ring.map(s.ring()::equals).orElse(true)
                && standing.map(s.standing()::equals).orElse(true)
                && (code.isEmpty() || code.equals(s.code()));
    ObjectNode json = Reply.object();
    ArrayNode list = json.putArray("gateways");
    String cursor = call.query().getOrDefault("after", "");
    while (true) {
      List<GatewayStanding> some = fleet.standingsAfter(cursor, MAX_LIST);
      for (GatewayStanding s : some) {
        if (wanted.test(s)) {
          if (list.size() == limit) {
            json.put("next", cursor);
            return Reply.ok(json);
          }
          list.add(ViewJson.of(s));
        }
        cursor = s.gateway();
      }
      if (some.size() < MAX_LIST) {
        return Reply.ok(json);
      }
    }
  }

  private static Standing standing(String name) {
    for (Standing each : Standing.values()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "standing '" + name + "'; there are " + List.of(Standing.values()));
  }

  private static int limit(Call call, int standard) {
    String text = call.query().getOrDefault("limit", String.valueOf(standard));
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MAX_LIST) {
      throw new IllegalArgumentException("limit '" + text + "'; 1.." + MAX_LIST + " is possible");
    }
    return Integer.parseInt(text);
  }

  private Reply gateway(String id) {
    Optional<GatewayStanding> standing = fleet.explain(id);
    if (standing.isEmpty()) {
      return unheard(id);
    }
    ObjectNode json = ViewJson.of(standing.get());
    ArrayNode history = json.putArray("history");
    for (AuditTable.Event event : fleet.audit().of(id, 20)) {
      history.addObject().put("at", event.at()).put("detail", event.detail());
    }
    return Reply.ok(json);
  }

  private static Reply unheard(String gateway) {
    return Reply.problem(
        404, "gateway '" + gateway + "' was never heard: it has not reported to this controller");
  }

  private Reply command(Call call, String gateway) {
    Body body = Body.read(call.body(), COMMAND);
    Command.Kind kind = body.constant(Command.Kind.class, "command");
    Duration valid = Duration.ofSeconds(body.whole("validSec", COMMAND_SECONDS));
    return fleet.explain(gateway).isEmpty()
        ? unheard(gateway)
        : Reply.ok(ViewJson.of(fleet.command(gateway, kind, valid, call.who())));
  }

  private Reply answered(String gateway, String command) {
    return fleet.explain(gateway).isEmpty()
        ? unheard(gateway)
        : Reply.ok(ViewJson.of(fleet.answer(gateway, command)));
  }

  private Reply push(Call call, Target target) {
    Body body = Body.read(call.body(), PUSH);
    JsonNode options = body.object("options");
    return Reply.ok(
        ViewJson.of(
            fleet.push(target, body.policy("policy"), OptionsJson.options(options), call.who())));
  }

  private Reply release(Call call, List<String> names) {
    return Reply.ok(ViewJson.of(fleet.release(names.get(0), call.who())));
  }

  private Reply halt(Call call, List<String> names) {
    return Reply.ok(ViewJson.of(fleet.halt(names.get(0), call.who())));
  }

  private Reply resync(Call call, List<String> names) {
    fleet.resync(names.get(0), call.who());
    return Reply.ok(Reply.object().put("ring", names.get(0)));
  }

  private Reply audit(Call call) {
    ArrayNode list = ViewJson.list();
    for (AuditTable.Entry entry : fleet.audit().newest(limit(call, 100))) {
      list.addObject()
          .put("at", entry.at())
          .put("who", entry.actor())
          .put("event", entry.event())
          .put("subject", entry.subject())
          .put("detail", entry.detail());
    }
    return Reply.ok(list);
  }
}
