/** The page in a real browser: nothing is requested, nothing is complained of, everyone can read it. */
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../experiment/record.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderCompare } from './compare-page.ts';
import { compareRuns } from './compare-runs.ts';
import { renderHtml, renderPage } from './html.ts';
import { renderIndex } from './index-page.ts';

const EXECUTABLES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
const executablePath = EXECUTABLES.find(isExecutable);
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'self'">`;

/** The first record with a candidate that gives something up, and later one of which a price has grown. */
function twoRuns(): readonly [RunRecord, RunRecord] {
  const sample = sampleRecord();
  const risk = 'commits of the last half second are lost when the server crashes';
  const variants = (each: RunRecord['optimizations'][number]) =>
    each.variants.map((one) => (one.name === 'key' ? { ...one, risk } : one));
  const before = { ...sample, optimizations: sample.optimizations.map((each) => ({ ...each, variants: variants(each) })) };
  const slower = (effect: RunRecord['comparisons'][number]['effect']) =>
    effect && { ...effect, ratio: effect.ratio * 1.5, low: effect.low * 1.5, high: effect.high * 1.5 };
  const comparisons = sample.comparisons.slice(1).map((each, i) => (i === 2 ? { ...each, effect: slower(each.effect) } : each));
  return [before, { ...before, comparisons }];
}
const [before, after] = twoRuns();
const side = (name: string, record: RunRecord) => ({ record, name, href: `../${name}/index.html` });
const PAGES = {
  'risky.html': renderHtml(before),
  'optimisation.html': renderPage(before, 'indexing/foreign-key'),
  'runs.html': renderIndex(
    [
      { folder: 'a', record: before },
      { folder: 'b', record: after },
      { folder: 'c', record: null },
    ],
    [
      { before: 'b', after: 'c', made: false, unlike: true },
      { before: 'a', after: 'c', made: false, unlike: false },
      { before: 'a', after: 'b', made: true, unlike: false },
    ],
  ),
  'compare.html': renderCompare({
    ...{ before: side('a', before), after: side('b', after), compared: compareRuns(before, after) },
    differences: ['cores: 2, and 8 in a'],
  }),
};
const NAMES = ['index.html', ...Object.keys(PAGES)];

interface Opened {
  readonly page: Page;
  readonly requests: string[];
  readonly complaints: string[];
}

describe.skipIf(executablePath === undefined)(
  `the report in a browser${executablePath === undefined ? ` (skipped: no ${EXECUTABLES.join(', ')})` : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'mhbench-report-'));
    let browser: Browser;
    const fileOf = (name: string): string => pathToFileURL(join(folder, name)).href;

    beforeAll(async () => {
      const text = renderHtml(sampleRecord());
      writeFileSync(join(folder, 'index.html'), text);
      for (const [name, page] of Object.entries(PAGES)) writeFileSync(join(folder, name), page);
      writeFileSync(join(folder, 'strict.html'), text.replace('<meta charset="utf-8">', `<meta charset="utf-8">${POLICY}`));
      browser = await chromium.launch({ ...(executablePath === undefined ? {} : { executablePath }), args: FLAGS });
    });
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(options: BrowserContextOptions = {}, name = 'index.html'): Promise<Opened> {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const [requests, complaints]: [string[], string[]] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(fileOf(name));
      return { page, requests, complaints };
    }
    const openAll = (page: Page) =>
      page.$$eval('details', (all) => {
        for (const one of all) one.setAttribute('open', '');
      });

    test.each(NAMES)('%s asks for the file and for nothing else, and complains of nothing', async (name) => {
      const { page, requests, complaints } = await open({}, name);
      await openAll(page);
      expect(requests).toEqual([fileOf(name)]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test.each(NAMES.flatMap((name) => (['light', 'dark'] as const).map((colorScheme) => [name, colorScheme] as const)))(
      'axe finds nothing in %s against WCAG 2 A and AA in %s',
      async (name, colorScheme) => {
        const { page } = await open({ colorScheme }, name);
        await openAll(page);
        await page.addScriptTag({ content: AXE });
        const violations = await page.evaluate(`axe
        .run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })
        .then((result) => result.violations.flatMap((v) => v.nodes.map((node) => [v.id, node.html.slice(0, 160), node.failureSummary].join(' '))))`);
        expect(violations).toEqual([]);
        await page.context().close();
      },
    );

    test.each(NAMES.flatMap((name) => [360, 768, 1280].map((width) => [name, width] as const)))(
      '%s at %d px: nothing scrolls sideways but the boxes made for it',
      async (name, width) => {
        const { page } = await open({ viewport: { width, height: 800 } }, name);
        await openAll(page);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.context().close();
      },
    );

    test('without script the page is complete: every comparison is a row, every part can be opened', async () => {
      const { page } = await open({ javaScriptEnabled: false });
      const rows = await page.locator('.all tbody tr:visible').count();
      expect(rows).toBe(sampleRecord().comparisons.length);
      expect(await page.locator('.tools').isVisible()).toBe(false);
      await page.locator('#indexing-foreign-key > summary').click();
      expect(await page.locator('#indexing-foreign-key .body').isVisible()).toBe(true);
      await page.locator('#th-d').check();
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 23, 26)');
      await page.context().close();
    });

    test('two runs are picked without script: the way to their page, the command, or what to choose', async () => {
      const { page } = await open({ javaScriptEnabled: false }, 'runs.html');
      const shown = async () => await page.locator('.pick p:visible').last().textContent();
      await page.locator('#pb').selectOption('a');
      await page.locator('#pa').selectOption('b');
      expect(await page.locator('.pick a:visible').getAttribute('href')).toBe('compare/a__b.html');
      await page.locator('#pa').selectOption('c');
      expect(await shown()).toContain('npm run mhbench -- compare a c --format html');
      await page.locator('#pb').selectOption('b');
      await page.locator('#pa').selectOption('b');
      expect(await shown()).toContain('Choose a later run');
      await page.context().close();
    });

    test('a comparison of two runs says on a phone which figure is of which', async () => {
      const { page } = await open({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false }, 'compare.html');
      expect(await page.locator('.compared tbody tr').first().locator('.lb:visible').allTextContents()).toEqual([
        'a',
        'b',
        'the change',
        'says',
      ]);
      for (const box of await page.$$eval('.compared', (all) => all.map((one) => one.scrollWidth - one.clientWidth)))
        expect(box).toBeLessThanOrEqual(0);
      await page.context().close();
    });

    test('where a policy blocks styles and script, the text and the coloured marks are still there', async () => {
      const { page, requests } = await open({}, 'strict.html');
      expect(requests).toEqual([fileOf('strict.html')]);
      expect(await page.evaluate('document.styleSheets.length')).toBe(0);
      expect(await page.locator('h1').textContent()).toMatch(/comparisons are better/);
      const fills = await page.evaluate(
        "[...document.querySelectorAll('.forest rect')].map((mark) => getComputedStyle(mark).fill)",
      );
      expect(fills).toContain('rgb(11, 107, 98)');
      expect(fills).not.toContain('rgb(0, 0, 0)');
      await page.context().close();
    });

    test('the filter and the sorting of the table work, and a link opens its comparison', async () => {
      const { page } = await open();
      await page.locator('.tools select[name=v]').selectOption('worse');
      const shown = page.locator('.all tbody tr:visible');
      expect(await shown.count()).toBe(sampleRecord().comparisons.filter((c) => c.verdict === 'worse').length);
      await page.locator('.tools select[name=v]').selectOption('');
      await page.locator('.all th button', { hasText: 'Effect' }).click();
      expect(await shown.first().textContent()).toContain('700×');
      await page.locator('.all tbody a', { hasText: 'Work mem' }).click();
      expect(await page.locator('.cmp[open] .kv', { hasText: 'would decide it' }).isVisible()).toBe(true);
      await page.context().close();
    });

    test('on paper the cards are open and the page is light', async () => {
      const { page } = await open({ colorScheme: 'dark' });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
      expect(await page.locator('.tools').isVisible()).toBe(false);
      expect(
        await page.evaluate("document.querySelector('.card:not([open]) .body').getBoundingClientRect().height"),
      ).toBeGreaterThan(100);
      await page.context().close();
    });
  },
);
