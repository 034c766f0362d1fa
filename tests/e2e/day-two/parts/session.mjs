// A PowerShell session with the module, for words as a user would type them (session.ps1).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export class Session {
  #child;
  #answers;

  constructor() {
    this.#child = spawn('pwsh', ['-NoProfile', '-NonInteractive', '-File', fileURLToPath(new URL('session.ps1', import.meta.url))], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  // What they wrote, a list; fails with what they failed with.
  async run(words) {
    this.#child.stdin.write(`${JSON.stringify(words)}\n`);
    const { output, error, id } = JSON.parse(await this.#answer());
    if (error) throw Object.assign(new Error(error), { id: id.split(',')[0] });
    return output;
  }

  async #answer() {
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) throw new Error('the PowerShell session ended');
      const [, answer] = /^answer (.*)$/.exec(value) ?? [];
      if (answer) return answer;
    }
  }

  // The instance that they installed.
  async install(more = '') {
    const [instance] = await this.run(`Install-It @{ ${more} }`);
    return instance;
  }

  async end() {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
