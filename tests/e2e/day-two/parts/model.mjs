// The model of a run as its Azure would have it: in trouble, or not there.
import { Kubectl } from '../../steps/kubectl.mjs';

export class Model extends Kubectl {
  constructor(settings) {
    super({ ...settings, namespace: `${settings.namespace}-model` });
  }

  // From now on it answers everything so; null ends it.
  async answerWith(fault) {
    const words = fault ? ['sh', '-c', 'cat >/tmp/fault <<END\n' + JSON.stringify(fault) + '\nEND'] : ['rm', '-f', '/tmp/fault'];
    await this.run('exec', 'deployment/model', '--', ...words);
  }

  async requests() {
    return (await this.run('logs', 'deployment/model')).split('\n').filter((line) => line.startsWith('POST ')).length;
  }

  async stop() {
    await this.run('scale', 'deployment/model', '--replicas=0');
    await this.run('wait', 'pod', '-l', 'app=model', '--for=delete', '--timeout=60s');
  }

  async start() {
    await this.run('scale', 'deployment/model', '--replicas=1');
    await this.run('rollout', 'status', 'deployment/model', '--timeout=120s');
  }
}
