// Opens the Control UI at OPENCLAW_URL (which holds the token) in headless Chromium, says Hello, waits for the model's greeting and
// takes a screenshot: node control-ui.mjs <picture.png>. PLAYWRIGHT is the folder that playwright-core is installed in.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { chromium } = createRequire(join(process.env.PLAYWRIGHT, 'package.json'))('playwright-core');
const profile = mkdtempSync(join(tmpdir(), 'openclaw-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  viewport: { width: 1280, height: 800 },
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
});
try {
  const page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(process.env.OPENCLAW_URL, { waitUntil: 'domcontentloaded', timeout: 120_000 });
  const message = page.locator('textarea').first();
  await message.waitFor({ timeout: 120_000 });
  await message.fill('Hello');
  await message.press('Enter');
  await page.getByText('Hello! What can I do for you?').first().waitFor({ timeout: 180_000 });
  await page.screenshot({ path: process.argv[2] });
  if (page.url().includes('token')) throw new Error('the page keeps the token in its address');
} catch (error) {
  await browser.pages()[0]?.screenshot({ path: `${process.argv[2]}.failed.png` }).catch(() => {});
  // Playwright's messages name the address, token and all.
  console.error(String(error).replace(/#token=[^\s"']+/g, '#token=***'));
  process.exitCode = 1;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
