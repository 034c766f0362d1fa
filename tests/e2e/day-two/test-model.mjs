// Test-OpenClaw with the real gateway while the model is in trouble: tests/e2e/run -- node tests/e2e/day-two/test-model.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Steps, assert } from '../steps/steps.mjs';
import { Checks, of } from './parts/checks.mjs';
import { Instance } from './parts/instance.mjs';
import { Model } from './parts/model.mjs';
import { Session } from './parts/session.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const [steps, session, instance, model] = [new Steps(), new Session(), new Instance(settings), new Model(settings)];
const checks = new Checks(session);
const folder = mkdtempSync(join(tmpdir(), 'openclaw-test-model-'));
const endpoint = 'Azure OpenAI e2e';
const noChat = { Chat: ['Skipped', /Azure OpenAI e2e/] };

// What Azure answers, and what is to be said of it. Its words are those of Azure OpenAI.
const answers = [
  ['429, too many requests', { status: 429, code: '429', message: 'Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current OpenAI S0 pricing tier. Please retry after 20 seconds.' }, /quota of 'gpt-5.2' is used up/, /Wait a minute.*17,000/],
  ['429, the account has nothing left', { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota, please check your plan and billing details.' }, /subscription or account is used up/, /limit or the budget/],
  ['403, its firewall', { status: 403, code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' }, /refuses requests from this cluster/, /firewall.*Networking/],
  ['400, its content filter', { status: 400, code: 'content_filter', message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy." }, /filtered a harmless question/, /too strict/],
  ['500', { status: 500, code: 'InternalServerError', message: 'The server had an error while processing your request.' }, /fails/, /status page/],
];

// What a user writes into azure-openai.json, and what is to be said of it.
const mistakes = [
  ['another key', (config) => (config.azureOpenAI[0].key = 'not-the-key-0123456789abcdef'), /refuses the key.*status 401/, /Keys and Endpoint.*Install-OpenClaw/],
  ['a deployment that is not there', (config) => (config.deploymentName = 'gpt-5-2'), /has no deployment 'gpt-5-2'/, /name of a deployment/],
  ['an API version that is not there', (config) => (config.apiVersion = '2019-01-01'), /2019-01-01/, /apiVersion.*v1/],
];

try {
  const ready = await steps.step('Install-OpenClaw', async () => {
    assert((await session.install()).Status === 'Ready', 'not ready');
  });
  if (ready) {
    await steps.step('Test-OpenClaw of a healthy instance: all passed, the chat with its tokens; what it costs is said first', async () => {
      const [first, ...results] = await session.run('Test-OpenClaw @at 6>&1 | ForEach-Object { "$_" }');
      assert(/17,000 prompt tokens/.test(first) && results.length === 16, `${first}; ${results.length} results`);
      const chat = of(await checks.healthy(), 'Chat');
      return `${chat.Detail}`;
    });
    await steps.step('-Quick leaves the chat out, -WhatIf asks the model nothing at all', async () => {
      const before = await model.requests();
      const seconds = (await checks.healthy('-Quick', ['Chat'])).reduce((sum, result) => sum + result.Seconds, 0);
      const between = await model.requests();
      assert(between === before + 1, `${between - before} requests to the model, not 1`);
      await checks.healthy('-WhatIf', ['Chat', endpoint]);
      assert((await model.requests()) === between, 'the model was asked');
      return `${seconds.toFixed(1)} s without the chat`;
    });
    for (const [name, fault, detail, remedy] of answers)
      await steps.step(`the model answers ${name}`, async () => {
        await model.answerWith(fault);
        const results = await checks.broken({ [endpoint]: ['Failed', detail, remedy], ...noChat }, '').finally(() => model.answerWith(null));
        return of(results, endpoint).Detail;
      });
    await steps.step('the model cannot be reached', async () => {
      await model.stop();
      return of(await checks.broken({ [endpoint]: ['Failed', /cannot be reached from the cluster/, /port 443.*firewalls/], ...noChat }, ''), endpoint).Detail;
    });
    await steps.step("the model's name is not known", async () => {
      const service = JSON.parse(await model.run('get', 'service', 'model', '-o', 'json'));
      await model.run('delete', 'service', 'model');
      try {
        return of(await checks.broken({ [endpoint]: ['Failed', /cannot be resolved from the cluster/, /spelling/], ...noChat }, ''), endpoint).Detail;
      } finally {
        const file = join(folder, 'service.json');
        const { name, namespace } = service.metadata;
        writeFileSync(file, JSON.stringify({ ...service, metadata: { name, namespace }, status: undefined }));
        await model.run('apply', '-f', file);
        await model.start();
      }
    });
    await steps.step('... and healthy again when it is back', async () => {
      await checks.healthy();
    });
    for (const [name, mistake, detail, remedy] of mistakes)
      await steps.step(`azure-openai.json has ${name}`, async () => {
        const config = JSON.parse(readFileSync(settings.modelConfig, 'utf8'));
        mistake(config);
        const file = join(folder, 'azure-openai.json');
        writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
        await session.install(`ModelConfig = '${file}'`);
        const results = await checks.broken({ [endpoint]: ['Failed', detail, remedy], ...noChat }, '');
        assert(!JSON.stringify(results).includes(config.azureOpenAI[0].key), 'a key was shown');
        return of(results, endpoint).Detail;
      });
    await steps.step('... and healthy again after Install-OpenClaw with the right one', async () => {
      await session.install();
      await checks.healthy();
    });
  }
} finally {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = steps.report('its model in trouble, and what Test-OpenClaw says');
