// The real browser of the tests: Chromium from npm, or the one that CHROME_PATH names.
import sparticuz from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

// Not the package's own flags: they switch off the same-origin policy and site isolation, which these tests are about, and run all in one
// process, which ends with the first closed profile. Names of other hosts are not found.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/** A browser for one test file; a headless Chromium with everything of a real one that guards pages. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROME_PATH'] ?? (await sparticuz.executablePath());
  return chromium.launch({ executablePath, args: FLAGS });
}

/** What one visit may differ in. */
export type Visiting = {
  readonly javaScriptEnabled?: boolean;
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: { readonly width: number; readonly height: number };
};

/** A page in a profile of its own, with every complaint of the browser (CSP, failed loads, thrown errors) noted. */
export async function openPage(
  browser: Browser,
  visiting: Visiting = {},
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly complaints: readonly string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...visiting });
  // Waits are for conditions, however busy the machine is.
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => void complaints.push(error.message));
  return { page, context, complaints };
}
