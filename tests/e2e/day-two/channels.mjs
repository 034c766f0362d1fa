// Chat channels and pairing with the real OpenClaw on a real node: tests/e2e/run -- node tests/e2e/day-two/channels.mjs
// Telegram is a stand-in in the cluster, under an address that OpenClaw's user set; Slack's tokens open nothing.
import { Steps, assert } from '../steps/steps.mjs';
import { Instance } from './parts/instance.mjs';
import { Session } from './parts/session.mjs';
import { Telegram } from './parts/telegram.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const [steps, session, instance, telegram] = [new Steps(), new Session(), new Instance(settings), new Telegram(settings)];
const token = '123456789:AAcanary_channel_canary_channel_0001';
const slack = 'xoxb-1111111111-2222222222-canaryslack0001';
const app = 'xapp-1-A1111111111-2222222222-canaryslack0002';
// The official image has npm, which plugins are installed with.
const install = (more = '') => session.install(`OpenClawImage = '${settings.openClawNpmImage}'; ${more}`);
const secure = (value) => `(ConvertTo-SecureString '${value}' -AsPlainText)`;
const setTelegram = () => session.run(`Set-OpenClawChannel @at Telegram -Token ${secure(token)} | Out-Null`);
const channels = async () => (await session.run('Get-OpenClawChannel @at | ForEach-Object { "$($_.Channel)=$($_.Source)" }')).join(', ');
const tests = async (channel) => session.run(`Test-OpenClawChannel @at ${channel} | ForEach-Object { "$($_.Status) $($_.Name): $($_.Detail)" }`);
const waiting = () => session.run('Get-OpenClawPairing @at | ForEach-Object { "$($_.Kind)|$($_.Id)|$($_.From)" }');
const drift = () => session.run('Compare-OpenClaw @at | Where-Object IsDrift | ForEach-Object { "$($_.Object) $($_.Field)" }');
const revision = async () => (await session.run('(Get-OpenClaw @at).Revision'))[0];
const restarted = async (action) => {
  const { uid } = (await instance.pod('openclaw')).metadata;
  await action();
  return (await instance.pod('openclaw')).metadata.uid !== uid;
};

// Puts a request into OpenClaw's own store, with its own function, as an unknown browser would.
const inStore = (files, name, argument) => instance.exec('node', '--input-type=module', '-e', `
  import { readdirSync } from 'node:fs';
  for (const file of readdirSync('/app/dist').filter((file) => ${files}.test(file))) {
    const found = Object.values(await import('/app/dist/' + file)).find((value) => typeof value === 'function' && value.name === '${name}');
    if (found) { await found(${JSON.stringify(argument)}); process.exit(0); }
  }
  process.exit(3);`);

try {
  const ready = await steps.step('Install-OpenClaw, and a Telegram', async () => {
    await telegram.start(token);
    assert((await install()).Status === 'Ready', 'not ready');
    await instance.openclaw('config', 'set', 'channels.telegram.apiRoot', telegram.address);
  });
  if (ready) {
    await steps.step('Set-OpenClawChannel Telegram: OpenClaw restarts with it, the token is in the Secret only', async () => {
      assert(await restarted(setTelegram), 'the pod is the old one');
      const { telegram: block } = (await instance.config()).channels;
      assert(block.enabled && block.botToken.id === 'TELEGRAM_BOT_TOKEN' && block.apiRoot === telegram.address, `the block is ${JSON.stringify(block)}`);
      assert(!(await instance.run('get', 'configmaps,deployments,controllerrevisions', '-o', 'json')).includes(token), 'the token is in the cluster, outside of the Secret');
      assert(!(await instance.run('logs', 'deployment/openclaw', '--all-containers')).includes(token), 'the token is in the log');
      await instance.openclaw('config', 'validate');
      await instance.openclaw('secrets', 'audit', '--check');
    });
    await steps.step('Test-OpenClawChannel: connected', async () => {
      // OpenClaw is ready before its channels are.
      const until = Date.now() + 60_000;
      let results;
      do results = await tests('Telegram');
      while (results.some((result) => !result.startsWith('Passed')) && Date.now() < until);
      assert(results.length === 4 && results.every((result) => result.startsWith('Passed')), results.join('; '));
      return results[3];
    });
    await steps.step('who writes to the bot gets a code; Get-OpenClawPairing | Approve-OpenClawPairing lets them in, and they chat with the model', async () => {
      const [code] = await telegram.say('Hello?', /\b[A-Z2-9]{8}\b/);
      assert((await waiting()).some((line) => line.startsWith(`Telegram|${code}|`)), `waiting: ${await waiting()}`);
      const [approved] = await session.run('Get-OpenClawPairing @at | Approve-OpenClawPairing | ForEach-Object { "$_" }');
      assert((await waiting()).length === 0, 'somebody still waits');
      await telegram.say('Reply with telegramwords4242', /telegramwords4242/);
      return approved;
    });
    await steps.step('... and a device', async () => {
      await inStore('/^device-pairing-.*\\.mjs$/', 'requestDevicePairing', {
        deviceId: 'e2e-device', publicKey: 'e2e', displayName: 'e2e browser', platform: 'test', clientId: 'openclaw-control-ui', clientMode: 'webchat',
        role: 'operator', scopes: ['operator.read'], remoteIp: '192.0.2.1', silent: false,
      });
      assert((await waiting()).some((line) => line.startsWith('Device|')), `waiting: ${await waiting()}`);
      return (await session.run('Get-OpenClawPairing @at | Approve-OpenClawPairing | ForEach-Object { "$_" }')).join(', ');
    });
    await steps.step('Set-OpenClawChannel again writes nothing', async () => {
      const before = await revision();
      assert(!(await restarted(setTelegram)) && (await revision()) === before, 'something changed');
      assert((await drift()).length === 0, `drift: ${await drift()}`);
    });
    await steps.step('what the user sets in the channel survives the next Install-OpenClaw, and who was let in still is', async () => {
      await instance.openclaw('config', 'set', 'channels.telegram.groupPolicy', 'disabled');
      assert((await install('MaxTokens = 16001')).Status === 'Ready', 'not ready');
      const { telegram: block } = (await instance.config()).channels;
      assert(block.groupPolicy === 'disabled' && block.botToken.id === 'TELEGRAM_BOT_TOKEN', JSON.stringify(block));
      await telegram.say('Reply with stillhere4242', /stillhere4242/);
    });
    await steps.step('Set-OpenClawChannel Slack: its plugin comes from npm first, or nothing is declared', async () => {
      const started = performance.now();
      const failed = await session.run(`Set-OpenClawChannel @at Slack -Token ${secure(slack)} -AppToken ${secure(app)} | Out-Null`).then(() => undefined, (error) => error);
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      assert((await channels()).includes('Slack=Declared') === !failed, `${failed?.message}; ${await channels()}`);
      if (failed) {
        assert(failed.id === 'PluginFailed', failed.message);
        return `no npm registry can be reached from the pod, nothing was declared: ${failed.message}`;
      }
      await instance.openclaw('config', 'validate');
      const results = await tests('Slack');
      assert(results.slice(0, 3).every((result) => result.startsWith('Passed')), results.join('; '));
      await session.run('Remove-OpenClawChannel @at Slack -Confirm:$false');
      assert((await channels()) === 'Telegram=Declared', await channels());
      return `installed and set in ${seconds} s; ${results[3]}`;
    });
    await steps.step('Remove-OpenClawChannel Telegram: the bot is left alone; its credential goes and nothing else', async () => {
      assert(await telegram.isPolled(), 'the bot was not polled before');
      const started = performance.now();
      await session.run('Remove-OpenClawChannel @at Telegram -Confirm:$false');
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      const { telegram: block = {} } = (await instance.config()).channels ?? {};
      assert(!block.botToken && !block.enabled && block.groupPolicy === 'disabled', JSON.stringify(block));
      const secrets = Object.keys(await instance.secrets());
      assert(!secrets.includes('TELEGRAM_BOT_TOKEN') && secrets.includes('OPENCLAW_GATEWAY_TOKEN'), secrets.join());
      await instance.openclaw('config', 'validate');
      assert(!(await telegram.isPolled()), 'the bot is still polled');
      assert(!(await drift()).length, `drift: ${await drift()}`);
      await instance.remember();
      return `${seconds} s`;
    });
    await steps.step('... again: nothing to do', async () => {
      assert(!(await restarted(() => session.run('Remove-OpenClawChannel @at Telegram -Confirm:$false'))), 'OpenClaw was restarted');
    });
    await steps.step('Remove-OpenClawChannel of one that was made in OpenClaw deletes it there', async () => {
      await instance.openclaw('channels', 'add', '--channel', 'telegram', '--token', token);
      assert((await channels()).includes('Telegram=OpenClaw'), await channels());
      await session.run('Remove-OpenClawChannel @at Telegram -Confirm:$false');
      assert(!(await channels()).includes('Telegram'), await channels());
      assert(!JSON.stringify(await instance.config()).includes(token), 'its token is still in the configuration');
    });
  }
} finally {
  await session.end();
}
process.exitCode = steps.report('channels and pairing');
