// From nothing to a chat; again; and with another model. Returns whether there is something to go on with.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { assert } from './steps.mjs';
import { chat } from './chat.mjs';

const kinds = 'deployments,services,configmaps,secrets,networkpolicies,persistentvolumeclaims,leases,pods';
const versions = '{range .items[*]}{.kind}/{.metadata.name}={.metadata.resourceVersion}{"\\n"}{end}';

export async function installSteps(flow) {
  const { settings, steps, product, kubectl } = flow;

  const installed = await steps.step(product.firstStep, async () => {
    const { instance, tunnel } = await product.deploy('gpt-5.2');
    assert(instance.status === 'Ready' && instance.changed, `the instance is ${instance.status}`);
    assert(tunnel.state === 'Connected', `the tunnel is ${tunnel.state}`);
    flow.secrets = await product.secrets();
    flow.tunnel = { address: tunnel.address, token: flow.secrets.GatewayToken };
  });
  if (!installed) return false;

  await steps.step('the pod runs with our probes, security context, init container and volume', async () => {
    const { spec, status, metadata } = await kubectl.pod('openclaw');
    const [container] = spec.containers;
    for (const [probe, path] of Object.entries({ startupProbe: 'startupz', readinessProbe: 'startupz', livenessProbe: 'healthz' }))
      assert(container[probe]?.exec?.command.at(-1).endsWith(`/${path}`), `${probe} does not ask /${path}`);
    assert(container.securityContext.readOnlyRootFilesystem && spec.securityContext.runAsUser === 1000, 'security context');
    assert(spec.automountServiceAccountToken === false, 'service account token');
    assert(status.initContainerStatuses[0].state.terminated.exitCode === 0, 'init container');
    assert(status.containerStatuses[0].ready && status.containerStatuses[0].restartCount === 0, 'not ready, or restarted');
    assert(spec.volumes.find((volume) => volume.name === 'data').persistentVolumeClaim.claimName === 'openclaw-data', 'volume');
    assert((await kubectl.run('logs', metadata.name, '-c', 'prepare')).includes('merge-config:'), 'the merge script said nothing');
    assert((await kubectl.exec('id', '-u')).trim() === '1000', 'it does not run as 1000');
  });
  const browser = 'Chromium opens the Control UI, says Hello and sees the answer';
  if (settings.playwright) await steps.step(browser, () => visitControlUi(flow));
  else steps.skip(browser, 'there is no Chromium here');
  await steps.step('a chat with a nonce through tunnel, gateway, relay and model', () => chat(flow.tunnel));
  await steps.step('openclaw accepts its configuration (config validate, secrets audit)', async () => {
    await kubectl.openclaw('config', 'validate');
    await kubectl.openclaw('secrets', 'audit', '--check');
  });
  await steps.step('the same again writes nothing and keeps the secrets', async () => {
    const before = await kubectl.run('get', kinds, '-o', `jsonpath=${versions}`);
    const again = await product.install('gpt-5.2');
    assert(!again.changed, 'it says that it changed something');
    assert(before === (await kubectl.run('get', kinds, '-o', `jsonpath=${versions}`)), 'a resource version changed');
    for (const [name, value] of Object.entries(await product.secrets())) assert(value === flow.secrets[name], `${name} changed`);
    if (!again.requests) return undefined;
    const writes = again.requests.filter((request) => !/^GET |dryRun=All/.test(request));
    assert(again.requests.length > 0 && writes.length === 0, `it wrote: ${writes}`);
    return `${again.requests.length} requests, 0 writes`;
  });
  await steps.step('another model rolls both pods, and a chat works', async () => {
    const before = [await kubectl.pod('openclaw'), await kubectl.pod('openclaw-llmproxy')];
    const { changed, status } = await product.install('gpt-5.4');
    assert(changed && status === 'Ready', `the instance is ${status}`);
    for (const pod of before)
      assert(pod.metadata.uid !== (await kubectl.pod(pod.metadata.labels.app)).metadata.uid, `${pod.metadata.name} is the old one`);
    const { models } = (await kubectl.config()).models.providers.litellm;
    assert(models.length === 1 && models[0].id === 'gpt-5.4', `models: ${JSON.stringify(models)}`);
    await chat(flow.tunnel);
  });
  return true;
}

// The address holds the token: in the environment, because command lines can be read by everybody on the machine.
async function visitControlUi({ settings, product }) {
  const script = fileURLToPath(new URL('control-ui.mjs', import.meta.url));
  const env = { ...process.env, PLAYWRIGHT: settings.playwright, CHROMIUM: settings.chromium, OPENCLAW_URL: await product.link() };
  await promisify(execFile)('node', [script, ...(settings.picture ? [settings.picture] : [])], { env });
}
