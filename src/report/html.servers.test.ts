/** The page in a real browser: nothing is requested, nothing is complained of, everyone can read it. */
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';

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

    test('asks for the file and for nothing else, and complains of nothing', async () => {
      const { page, requests, complaints } = await open();
      await openAll(page);
      expect(requests).toEqual([fileOf('index.html')]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test.each(['light', 'dark'] as const)('axe finds nothing against WCAG 2 A and AA in %s', async (colorScheme) => {
      const { page } = await open({ colorScheme });
      await openAll(page);
      await page.addScriptTag({ content: AXE });
      const violations = await page.evaluate(`axe
        .run({ runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } })
        .then((result) => result.violations.flatMap((v) => v.nodes.map((node) => [v.id, node.html.slice(0, 160), node.failureSummary].join(' '))))`);
      expect(violations).toEqual([]);
      await page.context().close();
    });

    test.each([360, 768, 1280])('at %d px nothing scrolls sideways but the boxes made for it', async (width) => {
      const { page } = await open({ viewport: { width, height: 800 } });
      await openAll(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.context().close();
    });

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
