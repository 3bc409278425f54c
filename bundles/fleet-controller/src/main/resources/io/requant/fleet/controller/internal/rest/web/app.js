"use strict";
const KEY = "requant-fleet-token";
const STANDINGS = ["CONVERGED", "PENDING", "FAILED", "UNKNOWN", "OUTSIDE", "EXEMPT"];
const PERIOD = 2000;
const SHOWN = 100;
let token = sessionStorage.getItem(KEY) || "";
let filter = "";
let turn = 0;

const $ = (id) => document.getElementById(id);

function el(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

async function get(path) {
  const answer = await fetch("/api/v1" + path, { headers: { Authorization: "Bearer " + token } });
  if (answer.status === 401) throw Object.assign(new Error("the token is not known here"), { login: true });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail || "HTTP " + answer.status);
  return json;
}

function ago(time) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  if (seconds < 90) return seconds + " s ago";
  if (seconds < 5400) return Math.round(seconds / 60) + " min ago";
  if (seconds < 172800) return Math.round(seconds / 3600) + " h ago";
  return Math.round(seconds / 86400) + " days ago";
}

function bar(counts) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 1000 14");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", STANDINGS.map((s) => counts[s.toLowerCase()] + " " + s.toLowerCase()).join(", "));
  let x = 0;
  for (const standing of STANDINGS) {
    const n = counts[standing.toLowerCase()];
    if (!n || !counts.gateways) continue;
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const width = (1000 * n) / counts.gateways;
    rect.setAttribute("x", x.toFixed(2));
    rect.setAttribute("width", Math.max(width, 2).toFixed(2));
    rect.setAttribute("height", "14");
    rect.setAttribute("class", standing.toLowerCase());
    svg.append(rect);
    x += width;
  }
  return el("div", { class: "bar" }, svg);
}

function legend(counts) {
  const line = el("div", { class: "legend" });
  for (const standing of STANDINGS) {
    const name = standing.toLowerCase();
    if (counts[name]) line.append(el("span", { class: name }, el("b", {}, counts[name] + " " + name)));
  }
  if (!counts.gateways) line.append(el("span", { class: "exempt" }, "no gateway heard"));
  return line;
}

function codes(counts) {
  const list = Object.entries(counts.failures).map(([code, n]) => code + " " + n).join(", ");
  return list ? [el("p", { class: "codes" }, "failed: " + list)] : [];
}

function ring(name, counts) {
  const share = counts.asked ? ((100 * counts.converged) / counts.asked).toFixed(1) + " % of " + counts.asked + " asked" : "";
  return el("div", { class: "card" },
    el("div", { class: "head" }, el("strong", {}, name), el("span", { class: "soft" }, counts.gateways + " gateways " + (share && "· " + share))),
    bar(counts), legend(counts), ...codes(counts));
}

function colour(state) {
  if (state === "COMPLETED") return "converged";
  if (state === "ROLLING_BACK" || state === "ROLLED_BACK" || state === "ABORTED") return "failed";
  if (state === "PAUSED" || state === "AWAITING_APPROVAL") return "unknown";
  return state === "EXPIRED" ? "exempt" : "pending";
}

function rollout(r) {
  const back = r.state === "ROLLING_BACK" || r.state === "ROLLED_BACK" || r.state === "ABORTED";
  const waves = el("div", { class: "waves" });
  r.plan.waves.forEach((share, i) => {
    const n = i + 1;
    const done = n < r.wave || (n === r.wave && r.state === "COMPLETED");
    const kind = n > r.wave ? "" : back ? "back" : done ? "done" : "now";
    const gate = r.plan.approvals.includes(n) ? " · approval" : "";
    waves.append(el("div", { class: "wave " + kind }, n + ": " + share / 100 + " %" + gate));
  });
  const card = el("div", { class: "card rollout" },
    el("div", { class: "head" },
      el("strong", {}, r.policy + " → " + r.ring),
      el("span", { class: "state " + colour(r.state) }, r.state.replace("_", " "))),
    waves, el("p", {}, r.reason),
    el("p", { class: "soft" }, r.id + " · ordered by " + r.createdBy + " " + ago(r.created) + " · " + r.publishes +
      (r.publishes === 1 ? " message" : " messages") + (r.fallback ? " · goes back to " + r.fallback : " · nothing to go back to")));
  if (r.counts.gateways) card.append(bar(r.counts), legend(r.counts), ...codes(r.counts));
  return card;
}

function gateway(g) {
  const row = el("tr", {},
    el("td", {}, g.gateway), el("td", {}, g.ring),
    el("td", {}, el("span", { class: g.standing.toLowerCase() }, g.standing + (g.code ? " " + g.code : ""))),
    el("td", {}, g.policy || "nothing"), el("td", {}, g.phase + " " + g.epoch + "." + g.seq),
    el("td", {}, ago(g.receivedAt) + (g.online ? "" : ", away")), el("td", {}, g.why));
  return row;
}

function show(fleet, rollouts, page) {
  $("about").textContent = "tenant " + fleet.tenant + " · message " + fleet.message + " · key " + fleet.key +
    (fleet.leads ? "" : " · this controller does not lead");
  $("rings").replaceChildren(...Object.entries(fleet.rings).map(([name, counts]) => ring(name, counts)));
  if (!Object.keys(fleet.rings).length) $("rings").replaceChildren(el("p", { class: "soft" }, "No ring was told anything, and no gateway was heard."));
  $("rollouts").replaceChildren(...rollouts.slice(0, 8).map(rollout));
  if (!rollouts.length) $("rollouts").replaceChildren(el("p", { class: "soft" }, "No rollout yet: ./requant fleet rollout --help"));
  $("gateways").replaceChildren(...page.gateways.map(gateway));
  $("more").textContent = page.next ? "The first " + page.gateways.length + " are shown." : page.gateways.length + " gateways.";
}

function filters() {
  const buttons = ["", ...STANDINGS].map((standing) => {
    const button = el("button", { type: "button", "aria-pressed": String(standing === filter) }, standing ? standing.toLowerCase() : "all");
    button.addEventListener("click", () => { filter = standing; filters(); look(); });
    return button;
  });
  $("filters").replaceChildren(...buttons);
}

function login(wanted) {
  $("login").hidden = !wanted;
  $("content").hidden = wanted;
}

async function look() {
  const mine = ++turn;
  if (!token) { login(true); return; }
  try {
    const [fleet, rollouts, page] = await Promise.all([
      get("/fleet"), get("/rollouts"), get("/gateways?limit=" + SHOWN + (filter && "&standing=" + filter))]);
    if (mine !== turn) return;
    login(false);
    show(fleet, rollouts, page);
    $("link").className = fleet.problem ? "lost" : "";
    $("link").textContent = fleet.problem || "live · " + new Date().toLocaleTimeString();
  } catch (problem) {
    if (mine !== turn) return;
    if (problem.login) { token = ""; sessionStorage.removeItem(KEY); login(true); }
    $("link").className = "lost";
    $("link").textContent = problem.message;
  }
}

function keep(given) {
  token = given;
  sessionStorage.setItem(KEY, token);
}

const given = /^#token=([A-Za-z0-9._~+\/=-]+)$/.exec(location.hash);
if (given) {
  keep(given[1]);
  history.replaceState(null, "", location.pathname);
}
$("login").addEventListener("submit", (event) => { event.preventDefault(); keep($("token").value.trim()); look(); });
filters();
look();
setInterval(look, PERIOD);
