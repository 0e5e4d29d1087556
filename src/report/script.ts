/** The page's only script: it remembers the theme, shows copy buttons, opens what a link points at, and filters and sorts one table. */

export const SCRIPT = `(() => {
const d = document, all = (s, e = d) => [...e.querySelectorAll(s)];
const store = { get(k) { try { return localStorage[k] } catch {} }, set(k, v) { try { localStorage[k] = v } catch {} } };
const theme = d.getElementById(store.get('mh-theme'));
if (theme && theme.name === 'theme') theme.checked = true;
all('.theme input').forEach(i => i.onchange = () => store.set('mh-theme', i.id));
all('.copy').forEach(b => {
  b.hidden = false;
  b.onclick = async () => {
    const c = b.parentNode.querySelector('code');
    try { await navigator.clipboard.writeText(c.textContent); b.textContent = 'Copied' }
    catch { getSelection().selectAllChildren(c); b.textContent = 'Press Ctrl+C' }
    setTimeout(() => b.textContent = 'Copy', 1600);
  };
});
const fit = () => all('.scroll').forEach(s => { if (s.offsetParent) s.scrollWidth > s.clientWidth + 1 ? s.tabIndex = 0 : s.removeAttribute('tabindex') });
fit();
addEventListener('resize', fit);
d.addEventListener('toggle', fit, true);
const open = () => {
  let e;
  try { e = location.hash && d.getElementById(decodeURIComponent(location.hash.slice(1))) } catch {}
  for (let p = e; p; p = p.parentElement) if (p.tagName === 'DETAILS') p.open = true;
  if (e) e.scrollIntoView();
};
addEventListener('hashchange', open);
addEventListener('beforeprint', () => all('details.card').forEach(x => x.open = true));
const table = d.querySelector('.all');
if (!table) return open();
const form = d.querySelector('.tools'), field = k => form.querySelector('[name=' + k + ']'), body = table.tBodies[0], rows = [...body.rows], out = form.querySelector('output'), keys = ['q', 'v', 's', 'r'];
form.hidden = false;
const show = () => {
  let n = 0;
  const text = field('q').value.trim().toLowerCase();
  for (const row of rows) {
    const fits = ['v', 's', 'r'].every(k => !field(k).value || row.dataset[k] === field(k).value) && row.textContent.toLowerCase().includes(text);
    row.hidden = !fits;
    n += fits;
  }
  out.textContent = n + ' of ' + rows.length + ' shown';
  const p = new URLSearchParams;
  for (const k of keys) if (field(k).value) p.set(k, field(k).value);
  if (p.size || location.hash.includes('=')) history.replaceState(null, '', '#' + p);
};
const given = new URLSearchParams(location.hash.includes('=') ? location.hash.slice(1) : '');
for (const k of keys) if (given.get(k)) field(k).value = given.get(k);
form.oninput = show;
show();
d.addEventListener('keydown', e => {
  if (e.key === '/' && !e.ctrlKey && !e.metaKey && !/INPUT|SELECT|TEXTAREA/.test(e.target.tagName)) { e.preventDefault(); field('q').focus() }
});
all('thead th', table).forEach((h, i) => {
  if (h.dataset.no != null) return;
  const numbers = h.dataset.n != null, b = d.createElement('button');
  b.type = 'button';
  b.append(...h.childNodes);
  h.append(b);
  b.onclick = () => {
    const was = h.getAttribute('aria-sort'), down = was ? was === 'ascending' : numbers, sign = down ? -1 : 1;
    all('th[aria-sort]', table).forEach(x => x.removeAttribute('aria-sort'));
    h.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const k = r => r.cells[i].dataset.k;
    body.append(...rows.sort((a, c) => sign * (numbers ? k(a) - k(c) : k(a).localeCompare(k(c)))));
  };
});
open();
})()`;
