// What the steps ask the cluster itself, beside the product.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export class Kubectl {
  #settings;

  constructor(settings) {
    this.#settings = settings;
  }

  async run(...args) {
    const all = ['--kubeconfig', this.#settings.kubeConfig, '--namespace', this.#settings.namespace, ...args];
    try {
      return (await run(this.#settings.kubectl, all, { maxBuffer: 64 << 20 })).stdout;
    } catch (error) {
      throw new Error(`kubectl ${args.join(' ')}: ${error.stderr || error.message}`);
    }
  }

  // The pod of an app that is not on its way out.
  async pod(app) {
    const pods = JSON.parse(await this.run('get', 'pods', '-l', `app=${app}`, '-o', 'json')).items;
    const pod = pods.find((candidate) => !candidate.metadata.deletionTimestamp);
    if (!pod) throw new Error(`there is no pod of ${app}`);
    return pod;
  }

  async exec(...command) {
    return this.run('exec', (await this.pod('openclaw')).metadata.name, '-c', 'openclaw', '--', ...command);
  }

  openclaw(...args) {
    return this.exec('node', '/app/dist/index.js', ...args);
  }

  async config() {
    return JSON.parse(await this.exec('cat', '/home/node/.openclaw/openclaw.json'));
  }
}
