/** The servers of a run, with those in one row that differ in nothing but their name and place: each lane of Redis has its own. */
import type { RunRecord, ServerRecord } from '../experiment/record.ts';
import { plural } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { storeName } from './view.ts';

type Settings = Readonly<Record<string, string | number | boolean>>;
function settingsOf(settings: Settings): Part {
  const entries = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return 'none';
  const list = html`<ul class="set">${entries.map(([name, value]) => html`<li><span class="mono">${name} = ${value === '' ? '""' : String(value)}</span></li>`)}</ul>`;
  return entries.length <= 6 ? list : html`<details class="more"><summary>${entries.length} settings</summary>${list}</details>`;
}

/** What the run gave a server of its own; of one that was there before, what was left alone. */
function givenTo({ origin = 'local', startedWith, leftOut = [] }: ServerRecord): Part {
  if (origin === 'local') return startedWith === undefined ? 'not recorded' : settingsOf(startedWith);
  const notes = ['Was there before: nothing of it was started, configured or pinned.', ...leftOut];
  return html`<ul class="set">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}

/** In the order in which the first of each came. */
function alike(servers: readonly ServerRecord[]): readonly (readonly [ServerRecord, ...ServerRecord[]])[] {
  const groups = new Map<string, [ServerRecord, ...ServerRecord[]]>();
  for (const server of servers) {
    const { name: _, endpoint: __, ...rest } = server;
    const group = groups.get(JSON.stringify(rest));
    if (group === undefined) groups.set(JSON.stringify(rest), [server]);
    else group.push(server);
  }
  return [...groups.values()];
}

function placesOf(servers: readonly ServerRecord[]): Part {
  if (servers.length === 1) return servers[0]?.endpoint ?? '';
  const places = servers.map(({ name, endpoint }) => html`<li>${storeName(name)}: ${endpoint}</li>`);
  return html`<details class="more"><summary>${servers.length} endpoints</summary><ul class="set">${places}</ul></details>`;
}

export function serversPart({ servers }: RunRecord): Html {
  if (servers.length === 0) return html`<h3>Servers</h3><p class="note">No server was started or attached.</p>`;
  return html`<h3>Servers</h3><div class="scroll" tabindex="0" role="group" aria-label="Servers"><table class="data"><thead><tr><th scope="col">Server</th><th scope="col">Version</th><th scope="col">Origin</th><th scope="col">Source</th><th scope="col">Why this one</th><th scope="col">Endpoint</th><th scope="col">Started with</th><th scope="col">Settings that differ from the default</th></tr></thead><tbody>${alike(
    servers,
  ).map((group) => {
    const [server, ...others] = group;
    const name = `${storeName(server.name)}${others.length === 0 ? '' : ` and ${plural(others.length, 'other')}`}`;
    return html`<tr><th scope="row">${name}</th><td>${server.version}</td><td>${server.origin ?? 'local'}</td><td>${server.source}</td><td>${server.reason}</td><td class="mono">${placesOf(group)}</td><td>${givenTo(server)}</td><td>${settingsOf(server.settings)}</td></tr>`;
  })}</tbody></table></div>`;
}
