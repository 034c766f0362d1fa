// What goes wrong on nodes: the container runtime restarts, the gateway is killed, memory runs short.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { assert } from './steps.mjs';
import { chat } from './chat.mjs';

export async function faultSteps(flow) {
  const { settings, steps, product, kubectl } = flow;

  const restart = "the node's containerd restarts: same pod, same tunnel, and a chat works";
  if (!settings.restart) steps.skip(restart, 'OPENCLAW_TEST_RESTART says nothing of how to, on this cluster');
  else await steps.step(restart, async () => {
    const before = await kubectl.pod('openclaw');
    await shell(`${settings.restart} containerd`);
    await chat(flow.tunnel);
    const after = await kubectl.pod('openclaw');
    assert(before.metadata.uid === after.metadata.uid, 'the pod was replaced');
    assert(after.status.containerStatuses[0].restartCount === before.status.containerStatuses[0].restartCount, 'the gateway was restarted');
    return `tunnel ${await product.state()}`;
  });
  await steps.step('the gateway is killed with SIGKILL and Ready again within 60 s', () => killGateway(flow));
  await steps.step('memory stays within the limit over 20 chats', async () => {
    for (let i = 0; i < 20; i++) await chat(flow.tunnel);
    const peak = await kubectl.exec('sh', '-c', 'cat /sys/fs/cgroup/memory.peak 2>/dev/null || cat /sys/fs/cgroup/memory/memory.max_usage_in_bytes');
    // Without file cache: v2's "anon" and v1's "rss" are the same thing.
    const used = await kubectl.exec('sh', '-c', 'cat /sys/fs/cgroup/memory.stat 2>/dev/null || cat /sys/fs/cgroup/memory/memory.stat');
    const { lastState } = (await kubectl.pod('openclaw')).status.containerStatuses[0];
    assert(lastState.terminated?.reason !== 'OOMKilled', 'killed for its memory');
    const [, bytes] = /^(?:anon|total_rss) (\d+)$/m.exec(used);
    assert(bytes < 3 * 2 ** 30, 'more than its limit');
    return `${mebibytes(bytes)} MiB in use, peak with file cache ${mebibytes(peak)} MiB, of 3072`;
  });
  await steps.step('the closed tunnel frees its port', async () => {
    await product.close();
    const socket = connect(new URL(flow.tunnel.address).port, '127.0.0.1');
    const outcome = await once(socket, 'connect').then(() => 'open', (error) => error.code);
    socket.destroy();
    assert(outcome === 'ECONNREFUSED', `the port is ${outcome}`);
  });
}

const mebibytes = (bytes) => (Number(bytes) / 2 ** 20).toFixed(0);

async function shell(command) {
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  const [code] = await once(child, 'exit');
  assert(code === 0, `${command}: ${said}`);
}

// A pod beside it that sees the node's processes finds the container's first one. The kubelet restarts it on the same volume.
async function killGateway({ settings, kubectl, tunnel }) {
  const { metadata, spec, status } = await kubectl.pod('openclaw');
  const { containerID, restartCount } = status.containerStatuses[0];
  const script = `for p in /proc/[0-9]*; do
    if grep -qs ${containerID.split('//')[1]} $p/cgroup && grep -qs '^NSpid:.*[[:space:]]1$' $p/status; then kill -9 \${p#/proc/} && exit 0; fi
  done; exit 1`;
  const container = {
    name: 'kill', image: settings.openClawImage, imagePullPolicy: 'IfNotPresent', command: ['sh', '-c', script],
    securityContext: { privileged: true, runAsUser: 0 },
  };
  const overrides = JSON.stringify({ spec: { hostPID: true, nodeName: spec.nodeName, restartPolicy: 'Never', containers: [container] } });
  // In the default namespace: ours enforces Pod Security "restricted".
  const killer = [`${settings.namespace}-kill`, '--namespace', 'default'];
  try {
    const ended = kubectl.run('wait', 'pod', metadata.name, '--for=condition=Ready=false', '--timeout=120s');
    await kubectl.run('run', ...killer, '--restart', 'Never', '--image', settings.openClawImage, '--overrides', overrides);
    await ended;
    const started = performance.now();
    await kubectl.run('wait', 'pod', metadata.name, '--for=condition=Ready', '--timeout=300s');
    const seconds = (performance.now() - started) / 1000;
    const now = (await kubectl.pod('openclaw')).status.containerStatuses[0];
    const { exitCode } = now.lastState.terminated;
    assert(now.restartCount === restartCount + 1 && exitCode === 137, `restarts: ${now.restartCount}, exit code ${exitCode}`);
    assert(seconds <= 60, `Ready after ${seconds.toFixed(0)} s`);
    await chat(tunnel);
    return `Ready after ${seconds.toFixed(0)} s`;
  } finally {
    await kubectl.run('delete', 'pod', ...killer, '--ignore-not-found', '--wait=false');
  }
}
