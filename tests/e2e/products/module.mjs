// The product as a PowerShell user has it: one session with the module, driven by lines of JSON (module.ps1).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export function start(settings) {
  const script = fileURLToPath(new URL('module.ps1', import.meta.url));
  const session = spawn('pwsh', ['-NoProfile', '-NonInteractive', '-File', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: session.stdout })[Symbol.asyncIterator]();
  const ask = async (request) => {
    session.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('the PowerShell session ended');
    const answer = JSON.parse(value);
    if (answer.error) throw new Error(answer.error);
    return answer;
  };
  return {
    name: 'the PowerShell module',
    firstStep: 'Get-OpenClawCluster | Install-OpenClaw | Start-OpenClawTunnel',
    deploy: (model) => ask({ do: 'Deploy', model, settings }),
    install: (model) => ask({ do: 'Install', model, settings }),
    change: (command, parameters) => ask({ do: 'Change', command, parameters, settings }),
    secrets: () => ask({ do: 'Secrets', settings }),
    link: async () => (await ask({ do: 'Tunnel' })).url,
    state: async () => (await ask({ do: 'Tunnel' })).state,
    close: () => ask({ do: 'Close' }),
    end: async () => {
      session.stdin.end();
      if (session.exitCode === null) await once(session, 'exit');
    },
  };
}
