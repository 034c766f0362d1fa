// The product as people without PowerShell have it: openclaw-aks.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export function start(settings) {
  const program = fileURLToPath(new URL('../../../src/OpenClaw.Cli/bin/Debug/net8.0/openclaw-aks.dll', import.meta.url));
  const cluster = ['openclaw', '--kubeconfig', settings.kubeConfig, '--namespace', settings.namespace];
  let tunnel;
  const run = async (...args) => {
    try {
      return await promisify(execFile)('dotnet', [program, ...args]);
    } catch (error) {
      throw new Error(`openclaw-aks ${args[0]}: ${error.stderr}`);
    }
  };
  const install = async (model) => {
    const { stderr } = await run('install', ...cluster, '--model', model, '--model-config', settings.modelConfig,
      '--openclaw-image', settings.openClawImage, '--litellm-image', settings.liteLLMImage, '--storage-class', settings.storageClass);
    const [, status, rest] = /^ok {2}OpenClaw 'openclaw' is (\w+)(.*)/m.exec(stderr);
    return { status, changed: !rest.includes('nothing had to change') };
  };
  const secret = async (name) => (await run('secret', ...cluster, '--secret', name)).stdout.trim();
  const openTunnel = async () => {
    const child = spawn('dotnet', [program, 'tunnel', ...cluster, '--local-port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
    tunnel = { child, state: 'Connected', said: '' };
    createInterface({ input: child.stderr }).on('line', (line) => {
      tunnel.said += `${line}\n`;
      tunnel.state = / (Connected|Reconnecting|Stopped) /.exec(`${line} `)?.[1] ?? tunnel.state;
    });
    const [address] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit')]);
    if (typeof address !== 'string') throw new Error(`openclaw-aks tunnel: ${tunnel.said}`);
    tunnel.address = address;
  };
  const close = async () => {
    const { child } = tunnel;
    if (child.exitCode !== null) throw new Error(`the tunnel had ended by itself: ${tunnel.said}`);
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  return {
    name: 'openclaw-aks',
    firstStep: 'openclaw-aks install, openclaw-aks tunnel',
    deploy: async (model) => {
      const instance = await install(model);
      await openTunnel();
      return { instance, tunnel };
    },
    install,
    secrets: async () => ({ GatewayToken: await secret('GatewayToken'), LiteLLMMasterKey: await secret('LiteLLMMasterKey') }),
    link: async () => `${tunnel.address}#token=${await secret('GatewayToken')}`,
    state: async () => tunnel.state,
    close,
    end: async () => {
      if (tunnel?.child.exitCode === null) await close();
    },
  };
}
