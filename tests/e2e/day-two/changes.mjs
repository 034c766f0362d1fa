// Rotations and updates on a real node, under load: node changes.mjs [WORD], called by `../run -- node changes.mjs`. Prints a table.
// With a word, only of the changes whose name has it.
import { Steps, assert } from '../steps/steps.mjs';
import { Kubectl } from '../steps/kubectl.mjs';
import { chat } from '../steps/chat.mjs';
import { start } from '../products/module.mjs';
import { Load } from './parts/load.mjs';
import { Outage } from './parts/outage.mjs';

// Nothing is held back: what fails while OpenClaw restarts is to be seen.
const settings = { ...JSON.parse(process.env.OPENCLAW_E2E_SETTINGS), holdTime: 1 };
const marker = '/home/node/.openclaw/said-by-a-user.txt';
// A chat may be caught by the end of a restart, and the next one comes 5 s later.
const slack = 12;

const only = process.argv[2] ?? '';
const steps = new Steps();
const changing = (name, action) => (name.includes(only) ? steps.step(name, action) : undefined);
const product = start(settings);
const kubectl = new Kubectl(settings);
const stored = async () => {
  const { data } = JSON.parse(await kubectl.run('get', 'secret', 'openclaw-secrets', '-o', 'json'));
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]));
};
const flow = { settings, steps, product, kubectl };
flow.tokens = async () => {
  const { OPENCLAW_GATEWAY_TOKEN, FORMER_OPENCLAW_GATEWAY_TOKEN } = await stored();
  return [...new Set([OPENCLAW_GATEWAY_TOKEN, FORMER_OPENCLAW_GATEWAY_TOKEN].filter(Boolean))];
};

const told = ({ sent, failed, broken, seconds }, away) =>
  `${seconds.toFixed(0)} s in all; gateway away ${away.toFixed(1)} s; ${failed.length} of ${sent} chats failed, the first to the last within ${broken.toFixed(1)} s`;

async function change(command, parameters, expected) {
  outage.take();
  const seen = await load.during(() => product.change(command, parameters));
  const away = outage.take();
  const reasons = [...new Set(seen.failed.map((one) => one.error))].join(' | ');
  if (!expected) assert(!seen.failure, seen.failure?.message);
  else assert(seen.failure && expected.test(seen.failure.message), `expected ${expected}, got: ${seen.failure?.message}`);
  return { seen, away, text: told(seen, away), reasons };
}

const whole = async () => {
  assert((await kubectl.exec('cat', marker)).trim() === 'kept', 'the state is not what it was');
  const values = await stored();
  assert(!Object.keys(values).some((name) => /^(FORMER_|CHANGE_)/.test(name)), `left in the Secret: ${Object.keys(values)}`);
  await chat({ address: flow.tunnel.address, token: values.OPENCLAW_GATEWAY_TOKEN });
};

let load;
let outage;
try {
  await steps.step(product.firstStep, async () => {
    const { instance, tunnel } = await product.deploy('gpt-5.2');
    assert(instance.status === 'Ready', `the instance is ${instance.status}`);
    flow.tunnel = { address: tunnel.address, token: (await product.secrets()).GatewayToken };
    await chat(flow.tunnel);
    await kubectl.exec('sh', '-c', `echo kept > ${marker}`);
  });
  load = new Load(flow);
  outage = new Outage(settings);
  load.start();

  await changing('Reset-OpenClawSecret GatewayToken under load: chats fail only while the gateway restarts', async () => {
    const old = (await stored()).OPENCLAW_GATEWAY_TOKEN;
    const { seen, away, text, reasons } = await change('Reset-OpenClawSecret', { SecretName: 'GatewayToken' });
    assert(seen.restarted, 'the gateway did not restart');
    assert(seen.broken <= away + slack, `${text}: ${reasons}`);
    await whole();
    const { OPENCLAW_GATEWAY_TOKEN } = await stored();
    assert(OPENCLAW_GATEWAY_TOKEN !== old, 'the token is the old one');
    assert((await product.link()).endsWith(OPENCLAW_GATEWAY_TOKEN), "the open tunnel's Url has the old token");
    const refused = await chat({ address: flow.tunnel.address, token: old }).then(() => 'accepted', (error) => error.message);
    assert(/401/.test(refused), `the old token is ${refused}`);
    return text;
  });
  await changing('Reset-OpenClawSecret LiteLLMMasterKey under load: chats fail only while the gateway restarts', async () => {
    const { seen, away, text, reasons } = await change('Reset-OpenClawSecret', { SecretName: 'LiteLLMMasterKey' });
    assert(seen.broken <= away + slack, `${text}: ${reasons}`);
    await whole();
    return text;
  });
  await changing('Reset-OpenClawSecret AzureOpenAIKey with a wrong key: taken back, the gateway never restarts', async () => {
    const { seen, text } = await change('Reset-OpenClawSecret', { SecretName: 'AzureOpenAIKey', Key: 'not-the-key-0123456789' }, /taken back/);
    assert(!seen.restarted, 'the gateway restarted');
    await whole();
    return text;
  });
  const refused = async (image) => {
    const { seen, text, reasons } = await change('Update-OpenClaw', { OpenClawImage: image }, /cannot be used[^]*nothing was changed/);
    assert(!seen.restarted, 'the gateway restarted');
    assert(seen.failed.length === 0, reasons);
    await whole();
    return text;
  };
  await changing('Update-OpenClaw to an image that is not there: found out before the gateway is touched', () =>
    refused('localhost/openclaw-e2e/broken:1'));
  await changing('Update-OpenClaw to an image that is not OpenClaw: found out before the gateway is touched', () => refused(settings.liteLLMImage));
  await changing('Update-OpenClaw to a memory limit that kills the gateway: rolls back by itself, chat works, state intact', async () => {
    const { text } = await change('Update-OpenClaw', { OpenClawMemory: '64Mi', OpenClawMemoryLimit: '128Mi' }, /taken back[^]*runs again/);
    await whole();
    return text;
  });
  await changing('Update-OpenClaw of LiteLLM to an image that is not there: no chat fails', async () => {
    const { seen, text, reasons } = await change('Update-OpenClaw', { LiteLLMImage: 'localhost/openclaw-e2e/broken:1' }, /taken back/);
    assert(seen.failed.length === 0, reasons);
    await whole();
    return text;
  });
  await changing('Update-OpenClaw -MaxTokens, and Undo-OpenClaw', async () => {
    const { text } = await change('Update-OpenClaw', { MaxTokens: 4096 });
    const limit = async () => (await kubectl.config()).models.providers.litellm.models[0].maxTokens;
    assert((await limit()) === 4096, 'not updated');
    await change('Undo-OpenClaw', {});
    assert((await limit()) === 16384, 'not undone');
    await whole();
    return text;
  });
} finally {
  await load?.stop();
  outage?.end();
  await product.end();
}
process.exitCode = steps.report('changed under load, through the PowerShell module');
