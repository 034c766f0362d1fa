// What the user sets in the pod stays through a restart and a re-install, and what we declare wins.
import { assert } from './steps.mjs';
import { chat } from './chat.mjs';

const origins = ['http://127.0.0.1:18789', 'http://localhost:18789', 'https://claw.example'];

export async function settingsSteps(flow) {
  const { steps, product, kubectl } = flow;

  const settingsAreKept = async () => {
    const config = await kubectl.config();
    assert(config.agents.defaults.userTimezone === 'Europe/Berlin', 'the time zone is gone');
    assert(config.gateway.controlUi.allowedOrigins.includes('https://claw.example'), 'the origin is gone');
    assert(config.channels?.telegram?.enabled === true, 'the channel is gone');
    assert(config.agents.defaults.heartbeat.every === '0m', `the heartbeat, which we declare, is ${config.agents.defaults.heartbeat.every}`);
  };

  await steps.step("the user's own settings, made in the pod (config set, channels add)", async () => {
    await kubectl.openclaw('config', 'set', '--batch-json', JSON.stringify([
      { path: 'agents.defaults.userTimezone', value: 'Europe/Berlin' },
      { path: 'gateway.controlUi.allowedOrigins', value: origins },
      { path: 'agents.defaults.heartbeat.every', value: '30m' }, // what we declare will win
    ]));
    // It wants the token in its environment to write that it is to be read from there; the gateway itself has none to start it with.
    await kubectl.exec('env', 'TELEGRAM_BOT_TOKEN=1:none', 'node', '/app/dist/index.js', 'channels', 'add', 'telegram', '--use-env');
    const config = await kubectl.config();
    assert(config.agents.defaults.heartbeat.every === '30m' && config.channels?.telegram?.enabled, 'not set');
    return `channels.telegram is ${JSON.stringify(config.channels.telegram)}`;
  });
  await steps.step('... survive the pod, and the same tunnel serves the new one', async () => {
    const pod = await kubectl.pod('openclaw');
    await kubectl.run('delete', 'pod', pod.metadata.name);
    await kubectl.run('rollout', 'status', 'deploy/openclaw', '--timeout=300s');
    await chat(flow.tunnel);
    assert(pod.metadata.uid !== (await kubectl.pod('openclaw')).metadata.uid, 'the pod is the old one');
    await settingsAreKept();
    return `tunnel ${await product.state()}, the same port`;
  });
  await steps.step('... and a re-install that changes what we declare', async () => {
    assert((await product.install('gpt-5.2')).changed, 'nothing changed');
    await settingsAreKept();
    const { models } = (await kubectl.config()).models.providers.litellm;
    assert(models.length === 1 && models[0].id === 'gpt-5.2', `models: ${JSON.stringify(models)}`);
    await chat(flow.tunnel);
  });
}
