// Opens the Control UI at OPENCLAW_URL (which holds the token) in headless Chromium, says Hello and waits for the model's greeting:
// node control-ui.mjs [picture.png]. A screenshot is taken only when asked for. PLAYWRIGHT is the folder that has playwright-core.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const picture = process.argv[2];
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
  // The page has hidden text areas too. And while it loads its session it drops what is typed, without a sign; then one types it again.
  const message = page.locator('textarea:visible').first();
  const answer = page.getByText('Hello! What can I do for you?').first();
  await message.waitFor({ timeout: 120_000 });
  for (let attempt = 1; ; attempt++) {
    await message.fill('Hello');
    await message.press('Enter');
    if (await answer.waitFor({ timeout: 20_000 }).then(() => true, () => false)) break;
    if (attempt === 8) throw new Error('the page shows no answer');
  }
  if (picture) await page.screenshot({ path: picture });
  if (page.url().includes('token')) throw new Error('the page keeps the token in its address');
} catch (error) {
  if (picture) await browser.pages()[0]?.screenshot({ path: `${picture}.failed.png` }).catch(() => {});
  // Playwright's messages name the address, token and all.
  console.error(String(error).replace(/#token=[^\s"']+/g, '#token=***'));
  console.error(await browser.pages()[0]?.innerText('body').catch(() => ''));
  process.exitCode = 1;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
