// Follows when the gateway is away: from when no pod of it is ready, or the last one is told to stop, to when one is ready again.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const fields = '{.metadata.name},{.metadata.deletionTimestamp},{.status.conditions[?(@.type=="Ready")].status}{"\\n"}';

export class Outage {
  #child;
  #ready = new Set();
  #since;
  #spans = [];

  constructor({ kubectl, kubeConfig, namespace }) {
    this.#child = spawn(
      kubectl, ['--kubeconfig', kubeConfig, '--namespace', namespace, 'get', 'pods', '-l', 'app=openclaw', '--watch', '-o', `jsonpath=${fields}`],
      { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#take(...line.split(',')));
  }

  // Seconds away since the last call.
  take() {
    const seconds = this.#spans.reduce((sum, span) => sum + span, 0);
    this.#spans = [];
    return seconds;
  }

  end() {
    this.#child.kill();
  }

  #take(pod, deleted, ready) {
    if (ready === 'True' && !deleted) this.#ready.add(pod);
    else this.#ready.delete(pod);
    if (this.#ready.size === 0) this.#since ??= Date.now();
    else if (this.#since) {
      this.#spans.push((Date.now() - this.#since) / 1000);
      this.#since = undefined;
    }
  }
}
