'use strict';

const byId = (id) => document.getElementById(id);
const numbers = new Intl.NumberFormat('en-GB');
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

// Colours of bars and lines are in the style sheet; only sizes are set here.
const text = (id, value) => {
  const node = byId(id);
  if (node.textContent !== value) node.textContent = value;
};

const micros = (value) =>
  value >= 1e7 ? (value / 1e6).toFixed(1) + ' s'
    : value >= 1e4 ? (value / 1e3).toFixed(1) + ' ms'
      : numbers.format(value) + ' µs';

const bytes = (value) =>
  value === null ? '–'
    : value >= 1e6 ? (value / 1e6).toFixed(1) + ' MB'
      : (value / 1e3).toFixed(1) + ' kB';

const large = (value) =>
  value >= 1e9 ? (value / 1e9).toFixed(2) + ' G'
    : value >= 1e6 ? (value / 1e6).toFixed(1) + ' M'
      : numbers.format(value);

const percent = (share) => (share * 100).toFixed(1) + ' %';

const duration = (millis) => {
  const s = Math.floor(millis / 1000);
  const part = (n, unit) => n + ' ' + unit;
  return s < 60 ? part(s, 's')
    : s < 3600 ? part(Math.floor(s / 60), 'min') + ' ' + part(s % 60, 's')
      : part(Math.floor(s / 3600), 'h') + ' ' + part(Math.floor((s % 3600) / 60), 'min');
};

const STATES = {
  running: 'running', idle: 'no frames', 'no-backend': 'no backend', waiting: 'waiting',
  offline: 'gateway not reachable',
};

const REASONS = {
  overload: 'overload', noBackend: 'no backend', engineFailure: 'engine failure',
  unusable: 'unusable', shutdown: 'shutdown',
};

function showPolicy(status) {
  const { engine, policy } = status;
  text('network', engine ? engine.network : '');
  text('policy', engine ? engine.policy : 'no backend');
  text('path', engine ? engine.backend + ' · ' + engine.path
    : status.desiredPolicy ? 'waiting to compute ' + status.desiredPolicy : 'waiting for the pipeline');
  text('bits', policy ? policy.bits : '');
  text('weight-bytes', policy ? bytes(policy.weightBytes) : '–');
  text('bops', policy ? large(policy.bops) : '–');
  text('top1', policy && policy.top1 !== null ? percent(policy.top1) : '–');
  const { judged, correct } = status.recentAccuracy;
  text('live-top1', judged > 0 ? percent(correct / judged) : '–');
  byId('live-top1').title = judged + ' recent results with known class';
  showLayers(policy ? policy.weightBits : []);
}

function showLevel({ adaptation, desiredPolicy }) {
  const level = adaptation && adaptation.level;
  byId('level').hidden = !level;
  if (!level) return;
  text('level-share', 'Level ' + level.percent + ' %');
  byId('level').classList.toggle('adapted', adaptation.adapted);
  text('level-why', (level.binding ? level.binding + ', ' + percent(level.share) + ' left. ' : '')
    + (adaptation.adapted ? 'Instead of ' + desiredPolicy + ' for now. ' : '') + adaptation.sentence);
  byId('level').title = level.sentence;
}

let layersShown = null;
function showLayers(widths) {
  const key = widths.join();
  if (key === layersShown) return;
  layersShown = key;
  const node = byId('layers');
  node.hidden = widths.length === 0;
  node.setAttribute('aria-label', 'Weight bits of every layer: ' + key);
  node.replaceChildren(...widths.map((bits, i) => {
    const bar = document.createElement('span');
    bar.style.height = Math.min(100, bits * 10) + '%';
    bar.title = 'layer ' + (i + 1) + ': ' + bits + ' bits';
    return bar;
  }));
}

function showLedger(ledger) {
  const badge = byId('balance');
  if (!ledger) {
    for (const id of ['in', 'inferred', 'shed', 'in-flight', 'balance']) text(id, '–');
    badge.className = 'badge';
    return;
  }
  text('in', numbers.format(ledger.in));
  text('inferred', numbers.format(ledger.inferred));
  text('shed', numbers.format(ledger.shed));
  text('in-flight', numbers.format(ledger.inFlight));
  byId('shed').classList.toggle('some', ledger.shed > 0);
  text('balance', ledger.balanced ? '✓ balanced, none lost' : numbers.format(ledger.lost) + ' lost');
  badge.className = 'badge ' + (ledger.balanced ? 'good' : 'bad');
  const share = (n) => (ledger.in > 0 ? (100 * n) / ledger.in : 0) + '%';
  byId('stack-inferred').style.width = share(ledger.inferred);
  byId('stack-shed').style.width = share(ledger.shed);
  const shed = Object.entries(ledger.shedByReason).filter(([, n]) => n > 0);
  text('reasons', shed.length === 0 ? 'No frame was shed.'
    : 'Shed by: ' + shed.map(([key, n]) => (REASONS[key] || key) + ' ' + numbers.format(n)).join(', '));
}

function showSpeed(performance) {
  text('rate', performance.framesPerSecond.toFixed(1) + ' fps');
  text('p50', micros(performance.p50Micros));
  text('p99', micros(performance.p99Micros));
  text('gap', micros(performance.worstGapMicros));
  text('swaps', numbers.format(performance.swaps));
  const times = performance.recentMicros;
  if (times.length < 2) {
    byId('spark-line').setAttribute('d', '');
    byId('spark-area').setAttribute('d', '');
    return;
  }
  const high = Math.max(...times);
  const x = (i) => ((i * 320) / (times.length - 1)).toFixed(1);
  const y = (t) => (70 - (64 * t) / Math.max(1, high)).toFixed(1);
  const line = 'M' + times.map((t, i) => x(i) + ' ' + y(t)).join('L');
  byId('spark-line').setAttribute('d', line);
  byId('spark-area').setAttribute('d', line + 'L320 72L0 72Z');
  text('spark-low', 'last ' + times.length + ' results shown');
  text('spark-high', 'highest ' + micros(high));
}

const SENTENCES = {
  start: (c) => ['Started', c.to],
  policy: (c) => ['Policy', c.from + ' → ' + c.to],
  backend: (c) => ['Backend', c.from + ' → ' + c.to],
  lost: (c) => ['Backend lost', c.from],
  back: (c) => ['Backend back', c.to],
};

let changesShown = '';
function showChanges(changes) {
  const key = changes.length === 0 ? 'none' : changes.length + ':' + changes[0].atMillis;
  if (key === changesShown) return;
  changesShown = key;
  byId('changes').replaceChildren(...changes.map((change) => {
    const item = document.createElement('li');
    item.className = change.kind;
    const time = document.createElement('time');
    const at = new Date(change.atMillis);
    time.dateTime = at.toISOString();
    time.textContent = clock.format(at);
    const [what, detail] = (SENTENCES[change.kind] || (() => [change.kind, '']))(change);
    const strong = document.createElement('b');
    strong.textContent = what;
    const line = document.createElement('span');
    line.append(strong, ' ' + detail);
    item.append(time, line);
    return item;
  }));
}

let lastCpu = null;
function showProcess(status) {
  const { process } = status;
  text('rss', bytes(process.residentBytes));
  text('heap', bytes(process.heapUsedBytes));
  byId('heap').title = 'of at most ' + bytes(process.heapMaxBytes);
  text('up', duration(status.upMillis));
  text('backends', status.backends.length > 0 ? status.backends.join(', ') : 'none');
  if (process.cpuMillis === null) return;
  if (lastCpu && status.atMillis - lastCpu.at < 900) return;
  if (lastCpu) {
    text('cpu', percent((process.cpuMillis - lastCpu.used) / (status.atMillis - lastCpu.at)));
  }
  lastCpu = { at: status.atMillis, used: process.cpuMillis };
}

let pictureShown = -1;
let pictureLoading = false;
function showPicture(lcd) {
  byId('no-lcd').hidden = lcd !== null;
  byId('lcd').hidden = lcd === null || pictureShown < 0;
  text('lcd-caption', lcd ? 'LCD, ' + lcd.width + ' × ' + lcd.height : '');
  if (!lcd || pictureLoading || lcd.sequence === pictureShown) return;
  pictureLoading = true;
  const next = new Image();
  const source = '/lcd.png?n=' + lcd.sequence;
  const done = () => { pictureLoading = false; };
  next.onload = () => {
    const node = byId('lcd');
    next.id = 'lcd';
    next.alt = node.alt;
    node.replaceWith(next);
    pictureShown = lcd.sequence;
    done();
  };
  next.onerror = done;
  next.src = source;
}

function showVerdict(result) {
  const node = byId('verdict');
  node.replaceChildren();
  if (!result || result.top.length === 0) return;
  const best = document.createElement('b');
  best.textContent = result.top[0].name;
  const mark = result.correct === null ? '' : result.correct ? ' ✓' : ' ✗';
  node.append('frame ' + numbers.format(result.frame) + ': ', best,
    ' ' + percent(result.top[0].probability) + mark);
}

function setState(state) {
  document.body.dataset.state = state;
  text('state', STATES[state] || state);
}

let newest = 0;
function show(status) {
  newest = Date.now();
  setState(status.state);
  showPolicy(status);
  showLevel(status);
  showLedger(status.ledger);
  showSpeed(status.performance);
  showChanges(status.changes);
  showProcess(status);
  showPicture(status.lcd);
  showVerdict(status.result);
}

async function poll() {
  try {
    const reply = await fetch('/api/status');
    if (reply.ok) show(await reply.json());
  } catch (e) {
    // The watch below says that nothing comes.
  }
}

// A reader that the gateway turned away asks from time to time and tries to come back.
function listen() {
  const events = new EventSource('/events');
  events.onmessage = (event) => show(JSON.parse(event.data));
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 10000);
  };
}

setInterval(() => {
  if (Date.now() - newest > 2500) poll();
  if (newest > 0 && Date.now() - newest > 6000) setState('offline');
}, 2000);

listen();
