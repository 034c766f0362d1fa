// Chat channels and pairing with the real OpenClaw on a real node: tests/e2e/run -- node tests/e2e/day-two/channels.mjs
// The tokens open nothing and nobody outside need be reachable: shown is all up to the door of the service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Kubectl } from '../steps/kubectl.mjs';
import { Steps, assert } from '../steps/steps.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const kubectl = new Kubectl(settings);
const steps = new Steps();
const token = '123456789:AAcanary_channel_canary_channel_0001';

const session = spawn('pwsh', ['-NoProfile', '-NonInteractive', '-File', fileURLToPath(new URL('channels.ps1', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: session.stdout })[Symbol.asyncIterator]();
async function ask(request, { mayFail = false } = {}) {
  session.stdin.write(`${JSON.stringify(request)}\n`);
  const { value, done } = await answers.next();
  if (done) throw new Error('the PowerShell session ended');
  assert(!value.includes(token), 'the token is in what the module said');
  const answer = JSON.parse(value);
  if (answer.error && !mayFail) throw new Error(answer.error);
  return answer;
}

// Puts a request into OpenClaw's own store, with its own function, as a message of a stranger or an unknown browser would.
const inStore = (files, name, argument) => kubectl.exec('node', '--input-type=module', '-e', `
  import { readdirSync } from 'node:fs';
  for (const file of readdirSync('/app/dist').filter((file) => ${files}.test(file))) {
    const found = Object.values(await import('/app/dist/' + file)).find((value) => typeof value === 'function' && value.name === '${name}');
    if (found) { await found(${JSON.stringify(argument)}); process.exit(0); }
  }
  process.exit(3);`);

if (await steps.step('Install-OpenClaw', async () => {
  assert((await ask({ do: 'Install', maxTokens: 16000 })).status === 'Ready', 'not ready');
})) {
  let revision;
  await steps.step('Set-OpenClawChannel Telegram: OpenClaw restarts with it', async () => {
    ({ revision } = await ask({ do: 'Set', channel: 'Telegram', token }));
    const { telegram } = (await kubectl.config()).channels;
    assert(telegram.enabled && telegram.botToken.id === 'TELEGRAM_BOT_TOKEN', `the block is ${JSON.stringify(telegram)}`);
    assert(!(await kubectl.run('get', 'configmaps,deployments,controllerrevisions', '-o', 'json')).includes(token), 'the token is in the cluster, outside of the Secret');
    assert(!(await kubectl.run('logs', 'deployment/openclaw', '--all-containers')).includes(token), 'the token is in the log');
  });
  await steps.step('openclaw accepts it (config validate, secrets audit)', async () => {
    await kubectl.openclaw('config', 'validate');
    await kubectl.openclaw('secrets', 'audit', '--check');
  });
  await steps.step('Test-OpenClawChannel: all but the connection to Telegram', async () => {
    const { results } = await ask({ do: 'Test' });
    assert(results.length === 4 && results.slice(0, 3).every((result) => result.startsWith('Passed')), results.join('; '));
    return results[3];
  });
  await steps.step('Set-OpenClawChannel again writes nothing', async () => {
    const { uid } = (await kubectl.pod('openclaw')).metadata;
    assert((await ask({ do: 'Set', channel: 'Telegram', token })).revision === revision, 'another revision');
    assert((await kubectl.pod('openclaw')).metadata.uid === uid, 'the pod was replaced');
    const { drift } = await ask({ do: 'Compare' });
    assert(drift.length === 0, `drift: ${drift}`);
  });
  await steps.step('what the user sets in the channel survives the next Install-OpenClaw', async () => {
    await kubectl.openclaw('config', 'set', 'channels.telegram.groupPolicy', 'disabled');
    assert((await ask({ do: 'Install', maxTokens: 16001 })).status === 'Ready', 'not ready');
    const { telegram } = (await kubectl.config()).channels;
    assert(telegram.groupPolicy === 'disabled' && telegram.botToken.id === 'TELEGRAM_BOT_TOKEN', JSON.stringify(telegram));
  });
  await steps.step('Get-OpenClawPairing lists a Telegram user and a device; Approve-OpenClawPairing lets them in', async () => {
    await inStore('/^pairing-store-.*\\.mjs$/', 'upsertChannelPairingRequest', { channel: 'telegram', accountId: 'default', id: '4242', meta: { username: 'ada' } });
    await inStore('/^device-pairing-.*\\.mjs$/', 'requestDevicePairing', {
      deviceId: 'e2e-device', publicKey: 'e2e', displayName: 'e2e browser', platform: 'test', clientId: 'openclaw-control-ui', clientMode: 'webchat',
      role: 'operator', scopes: ['operator.read'], remoteIp: '192.0.2.1', silent: false,
    });
    const { waiting } = await ask({ do: 'Pairing' });
    assert(waiting.some((line) => /^Telegram\|[A-Z2-9]{8}\|ada \(4242\)$/.test(line)), `waiting: ${waiting}`);
    const { approved } = await ask({ do: 'Approve' });
    assert(approved.length === waiting.length, `approved: ${approved}`);
    assert((await ask({ do: 'Pairing' })).waiting.length === 0, 'somebody still waits');
    return approved.join(', ');
  });
  await steps.step('Set-OpenClawChannel Discord: its plugin is on the volume first, or nothing is declared', async () => {
    const answer = await ask({ do: 'Set', channel: 'Discord', token: 'canary-discord-token-0001' }, { mayFail: true });
    const { channels } = await ask({ do: 'Get' });
    assert(channels.includes('Discord=Declared') === !answer.error, `${answer.error}; ${channels}`);
    if (answer.error) assert(answer.id.startsWith('PluginFailed'), answer.error);
    else await kubectl.openclaw('config', 'validate');
    return answer.error ? 'the pod cannot reach the registry: refused, nothing declared' : 'installed';
  });
  await steps.step('Remove-OpenClawChannel: block, credential and nothing else go', async () => {
    await ask({ do: 'Remove', channel: 'Telegram' });
    const telegram = (await kubectl.config()).channels?.telegram ?? {};
    assert(!telegram.botToken && telegram.groupPolicy === 'disabled', JSON.stringify(telegram));
    const { data } = JSON.parse(await kubectl.run('get', 'secret', 'openclaw-secrets', '-o', 'json'));
    assert(!('TELEGRAM_BOT_TOKEN' in data) && 'OPENCLAW_GATEWAY_TOKEN' in data, Object.keys(data).join());
    await kubectl.openclaw('config', 'validate');
  });
}
session.stdin.end();
if (session.exitCode === null) await once(session, 'exit');
process.exitCode = steps.report('channels and pairing');
