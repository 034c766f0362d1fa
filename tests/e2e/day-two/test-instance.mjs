// Test-OpenClaw with the real gateway while the instance is broken: tests/e2e/run -- node tests/e2e/day-two/test-instance.mjs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Steps, assert } from '../steps/steps.mjs';
import { Checks, of } from './parts/checks.mjs';
import { Instance } from './parts/instance.mjs';
import { Session } from './parts/session.mjs';

const settings = JSON.parse(process.env.OPENCLAW_E2E_SETTINGS);
const [steps, session, instance] = [new Steps(), new Session(), new Instance(settings)];
const checks = new Checks(session);
const folder = mkdtempSync(join(tmpdir(), 'openclaw-test-instance-'));
const old = 'sk-not-the-one-that-runs-0123456789abcdef';
const differs = ['Warning', /Different from revision/, /Install-OpenClaw/];
const skipped = (link) => ['Skipped', new RegExp(link)];

// Comes to the gateway as a browser without a device of its own does; the answer is why it was sent away. The token stays off the command line.
const knock = (token, origin, id = 'openclaw-control-ui') =>
  instance.exec('node', '-e', `
    const [origin, token, id] = process.argv.slice(1);
    const socket = new WebSocket('ws://127.0.0.1:18789', { headers: { origin } });
    const client = { id, version: '1', platform: 'test', mode: 'webchat' };
    socket.onmessage = ({ data }) => {
      if (JSON.parse(data).event !== 'connect.challenge') return;
      const params = { minProtocol: 4, maxProtocol: 4, client, role: 'operator', scopes: ['operator.read'], auth: { token: token || process.env.OPENCLAW_GATEWAY_TOKEN } };
      socket.send(JSON.stringify({ type: 'req', id: '1', method: 'connect', params }));
    };
    socket.onclose = ({ code, reason }) => { console.log(code, reason); process.exit(); };
    setTimeout(() => process.exit(), 30000);`, origin, token, id);

// What it says is to be done, as a user would do it: the words after the last colon are for a shell.
const follow = (remedy) => instance.run(...remedy.slice(remedy.indexOf('kubectl ') + 8).split(' ')).then(() => instance.settled());

try {
  const ready = await steps.step('Install-OpenClaw; Test-OpenClaw finds nothing', async () => {
    assert((await session.install()).Status === 'Ready', 'not ready');
    await checks.healthy();
  });
  if (ready) {
    await steps.step('the API server cannot be reached', async () => {
      const file = join(folder, 'kubeconfig');
      writeFileSync(file, readFileSync(settings.kubeConfig, 'utf8').replace(/(127\.0\.0\.1|localhost):\d+/, '$1:1'), { mode: 0o600 });
      const results = await session.run(
        `Test-OpenClaw openclaw -Namespace '${settings.namespace}' -KubeConfig '${file}' -Quick | Select-Object Name, Status, Detail, Remedy`);
      const api = of(results, 'API server');
      assert(api.Status === 'Failed' && api.Remedy, JSON.stringify(api));
      assert(results.every(({ Name, Status }) => Name === 'API server' || Status === 'Skipped'), 'something else was tested');
      return api.Detail;
    });
    await steps.step('the node takes no pods', async () => {
      const [node] = JSON.parse(await instance.run('get', 'nodes', '-o', 'json')).items;
      await instance.run('cordon', node.metadata.name);
      return of(await checks.broken({ Nodes: ['Warning', /cordoned/, /kubectl uncordon/] }).finally(() => instance.run('uncordon', node.metadata.name)), 'Nodes').Detail;
    });
    await steps.step('LiteLLM is scaled to 0, and what the remedy says mends it', async () => {
      await instance.run('scale', 'deployment/openclaw-llmproxy', '--replicas=0');
      const results = await checks.broken({
        Objects: ['Warning', /openclaw-llmproxy/, /Install-OpenClaw/], 'LiteLLM pod': ['Failed', /scaled to 0/, /kubectl scale/],
        LiteLLM: skipped('LiteLLM pod'), 'Gateway to LiteLLM': skipped('LiteLLM pod'), Chat: skipped('LiteLLM pod'),
      });
      await follow(of(results, 'LiteLLM pod').Remedy);
      // Who scaled it owns the number now.
      await session.install('ForceConflicts = $true');
      await checks.healthy('-Quick', ['Chat']);
      return of(results, 'Objects').Detail;
    });
    await steps.step("browsers with a wrong token, from another page, without a device's identity", async () => {
      const own = 'http://127.0.0.1:18789';
      const said = [await knock('not-the-token', own, 'webchat-ui'), await knock('', 'https://elsewhere.example'), await knock('', own)].join('');
      const { Detail, Remedy } = of(await checks.broken({ Browsers: ['Warning', /Refused/, /Start-OpenClawTunnel/] }), 'Browsers');
      for (const reason of ['gateway token mismatch (1)', 'origin not allowed (1)', 'device identity required (1)'])
        assert(Detail.includes(reason), `${Detail} ${Remedy} ${said}`);
      return Detail;
    });
    await steps.step('the gateway was killed and is starting: that is not dead', async () => {
      const pod = await instance.pod('openclaw');
      await instance.run('delete', 'pod', pod.metadata.name, '--grace-period=1', '--wait=false');
      const seen = [];
      for (let status; status !== 'Passed'; ) {
        const found = of(await checks.broken({}), 'OpenClaw pod');
        status = found.Status;
        if (status === 'Warning') seen.push(found);
      }
      assert(seen.length > 0 && seen.every(({ Remedy }) => /Wait a moment/.test(Remedy)), JSON.stringify(seen));
      await checks.healthy();
      return `${seen.length} tests meanwhile, the last: ${seen.at(-1).Detail}`;
    });
    await steps.step('the gateway ended and was started again in its pod', async () => {
      await instance.exec('kill', '-TERM', '1');
      const { name } = (await instance.pod('openclaw')).metadata;
      await instance.run('wait', 'pod', name, '--for=condition=Ready=false', '--timeout=60s');
      await instance.run('wait', 'pod', name, '--for=condition=Ready', '--timeout=300s');
      return of(await checks.broken({ 'OpenClaw pod': ['Warning', /restarts: 1/, /-Previous/] }), 'OpenClaw pod').Detail;
    });
    await steps.step('the stored gateway token is not the one it runs with', async () => {
      await instance.setSecret('OPENCLAW_GATEWAY_TOKEN', 'not-the-one-that-runs-0123456789abcdef');
      return of(await checks.broken({
        Objects: differs, 'Gateway auth': ['Failed', /refuses the token that is stored/, /Install-OpenClaw/], Chat: ['Skipped', /Gateway auth/],
      }, ''), 'Gateway auth').Detail;
    });
    await steps.step('... and LiteLLM runs with another master key', async () => {
      await instance.setSecret('LITELLM_MASTER_KEY', old);
      return of(await checks.broken({
        Objects: differs, 'Gateway auth': ['Failed', /token/], LiteLLM: ['Failed', /refuses the master key/, /Install-OpenClaw/],
        'Gateway to LiteLLM': skipped('LiteLLM'), Chat: skipped('Gateway auth'),
      }, ''), 'LiteLLM').Detail;
    });
    await steps.step('... both of which Install-OpenClaw puts right', async () => {
      await session.install();
      const token = (await instance.secrets()).OPENCLAW_GATEWAY_TOKEN;
      assert(token.startsWith('not-the-one'), 'the stored token was changed');
      await checks.healthy();
    });
    await steps.step("OpenClaw runs with a key that LiteLLM does not know", async () => {
      // As after a rotation by hand: LiteLLM was started again, OpenClaw was not.
      await instance.setSecret('LITELLM_MASTER_KEY', `${old}-2`);
      await instance.run('rollout', 'restart', 'deployment/openclaw-llmproxy');
      await instance.run('rollout', 'status', 'deployment/openclaw-llmproxy', '--timeout=300s');
      const results = await checks.broken({
        Objects: differs, 'Gateway to LiteLLM': ['Failed', /refuses OpenClaw's key/, /Install-OpenClaw/], Chat: skipped('Gateway to LiteLLM'),
      }, '');
      await session.install();
      await checks.healthy();
      return of(results, 'Gateway to LiteLLM').Detail;
    });
    await steps.step("LiteLLM's Deployment is gone", async () => {
      await instance.run('delete', 'deployment', 'openclaw-llmproxy');
      const results = await checks.broken({
        Objects: ['Failed', /Missing: .*openclaw-llmproxy/, /Install-OpenClaw/], 'LiteLLM pod': ['Failed', /openclaw-llmproxy/, /Install-OpenClaw/],
        LiteLLM: skipped('LiteLLM pod'), 'Gateway to LiteLLM': skipped('LiteLLM pod'), Chat: skipped('LiteLLM pod'),
      });
      await session.install();
      await checks.healthy('-Quick', ['Chat']);
      return of(results, 'Objects').Detail;
    });
    await steps.step('somebody changed the Deployment', async () => {
      await instance.run('set', 'env', 'deployment/openclaw-llmproxy', 'LITELLM_LOG=DEBUG');
      await instance.settled();
      const results = await checks.broken({ Objects: ['Warning', /openclaw-llmproxy/, /ForceConflicts/] });
      await session.install('ForceConflicts = $true');
      await checks.healthy('-Quick', ['Chat']);
      return of(results, 'Objects').Detail;
    });
    await steps.step("the volume's claim is deleted while it is in use, then gone", async () => {
      const word = await instance.remember();
      const volume = JSON.parse(await instance.run('get', 'pvc', 'openclaw-data', '-o', 'json')).spec.volumeName;
      await instance.run('delete', 'pvc', 'openclaw-data', '--wait=false');
      const going = await checks.broken({ Objects: ['Failed', /being deleted/], Volume: ['Failed', /being deleted/, /Backup-OpenClaw/] });
      await instance.run('scale', 'deployment/openclaw', '--replicas=0');
      await instance.run('wait', 'pvc/openclaw-data', '--for=delete', '--timeout=120s');
      await checks.broken({
        Objects: ['Failed', /Missing: .*openclaw-data/, /Install-OpenClaw/], 'OpenClaw pod': ['Failed', /scaled to 0/], Volume: ['Failed', /missing/, /describe pvc/],
        Gateway: skipped('OpenClaw pod'), Chat: skipped('OpenClaw pod'),
      });
      // What an administrator does with a volume that was kept.
      await instance.run('patch', 'pv', volume, '--type=merge', '-p', '{"spec":{"claimRef":null}}');
      await session.install('ForceConflicts = $true');
      await checks.healthy('-Quick', ['Chat']);
      assert((await instance.recall()) === word, 'the conversation is gone');
      return of(going, 'Volume').Detail;
    });
  }
} finally {
  await session.end();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = steps.report('its instance broken, and what Test-OpenClaw says');
