// Plays scenarios with the Kubernetes project's own client against the cluster of KUBECONFIG.
// Prints a JSON object of scenario to error text, or null when all was well.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { PassThrough, Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import * as k8s from "@kubernetes/client-node";

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);
const namespace = "default";
const untilTold = "until [ -e /tmp/go ]; do sleep 0.1; done";

const pod = (name, script, restartPolicy = "Never") => ({
  metadata: { name },
  spec: {
    restartPolicy,
    terminationGracePeriodSeconds: 0,
    volumes: [{ name: "tmp", emptyDir: {} }],
    containers: [{
      name: "main",
      image: "localhost/openclaw-testbed/busybox:1",
      imagePullPolicy: "Never",
      command: ["sh", "-c", script],
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    }],
  },
});

// Creates a pod and watches until it is as wanted.
const run = async (name, script, wanted = (p) => p.status?.phase === "Running") => {
  const watch = new k8s.Watch(config);
  let request;
  await new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`the pod ${name} did not come up`)), 60_000);
    const done = (error) => { clearTimeout(limit); error ? reject(error) : resolve(); };
    watch.watch(`/api/v1/namespaces/${namespace}/pods`, { fieldSelector: `metadata.name=${name}` },
      (type, object) => { if (wanted(object)) done(); },
      (error) => done(error))
      .then(async (r) => { request = r; await core.createNamespacedPod({ namespace, body: pod(name, script) }); })
      .catch(done);
  });
  request.abort();
};

const collect = () => {
  const stream = new PassThrough();
  let text = "";
  stream.on("data", (data) => { text += data; });
  return { stream, text: () => text, until: async (wanted) => { while (!wanted(text)) await once(stream, "data"); } };
};

const exec = (name, command, stdin = null) => new Promise((resolve, reject) => {
  const [out, err] = [collect(), collect()];
  new k8s.Exec(config).exec(namespace, name, "main", command, out.stream, err.stream, stdin, false, async (status) => {
    await new Promise(setImmediate);
    resolve({ out: out.text(), err: err.text(), status });
  }).catch(reject);
});

const scenarios = {
  async watch() {
    const events = [];
    const watch = new k8s.Watch(config);
    const seen = collect();
    const request = await watch.watch(`/api/v1/namespaces/${namespace}/configmaps`, { labelSelector: "of=watch" },
      (type, object) => { events.push([type, object.data?.k]); seen.stream.write("."); }, () => seen.stream.end());
    const body = { metadata: { name: "watched", labels: { of: "watch" } }, data: { k: "1" } };
    const { metadata } = await core.createNamespacedConfigMap({ namespace, body });
    await core.replaceNamespacedConfigMap({ namespace, name: "watched", body: { ...body, metadata, data: { k: "2" } } });
    await core.deleteNamespacedConfigMap({ namespace, name: "watched" });
    await seen.until((text) => text.length === 3);
    request.abort();
    assert.deepEqual(events, [["ADDED", "1"], ["MODIFIED", "2"], ["DELETED", "2"]]);
  },

  async informer() {
    const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: "of=informer" });
    const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, list, "of=informer");
    const added = new Promise((resolve, reject) => { informer.on("add", resolve); informer.on("error", reject); });
    await informer.start();
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "informed", labels: { of: "informer" } } } });
    assert.equal((await added).metadata.name, "informed");
    await informer.stop();
  },

  async apply() {
    const client = k8s.KubernetesObjectApi.makeApiClient(config);
    const map = (data) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied", namespace }, data });
    const apply = (object, manager, force) => client.patch(object, undefined, undefined, manager, force, k8s.PatchStrategy.ServerSideApply);
    const first = await apply(map({ a: "1", b: "2" }), "one");
    assert.deepEqual(first.data, { a: "1", b: "2" });
    assert.equal((await apply(map({ a: "1", b: "2" }), "one")).metadata.resourceVersion, first.metadata.resourceVersion);
    assert.deepEqual((await apply(map({ a: "1" }), "one")).data, { a: "1" });
    const conflict = await apply(map({ a: "other" }), "two").then(() => assert.fail("expected a conflict"), (e) => e);
    assert.equal(conflict.code, 409);
    assert.match(JSON.stringify(conflict.body), /FieldManagerConflict/);
    assert.deepEqual((await apply(map({ a: "other" }), "two", true)).data, { a: "other" });
  },

  async exec() {
    await run("execed", "echo one; exec sleep 600");
    const failed = await exec("execed", ["sh", "-c", "echo out; echo err >&2; exit 7"]);
    assert.deepEqual([failed.out, failed.err, failed.status.reason], ["out\n", "err\n", "NonZeroExitCode"]);
    assert.equal(failed.status.details.causes[0].message, "7");
    assert.equal((await exec("execed", ["true"])).status.status, "Success");
    const read = await exec("execed", ["head", "-n", "1"], Readable.from(["hello\n"]));
    assert.equal(read.out, "hello\n");
    const large = await exec("execed", ["seq", "1", "100000"]);
    assert.equal(large.out.split("\n").length, 100001);
  },

  async logs() {
    await run("logged", `echo one; echo two; ${untilTold}; echo three`);
    const read = (options) => core.readNamespacedPodLog({ name: "logged", namespace, ...options });
    while (!(await read()).includes("two\n")) await sleep(100);
    const log = collect();
    await new k8s.Log(config).log(namespace, "logged", "main", log.stream, { follow: true, tailLines: 1, pretty: false, timestamps: false });
    await log.until((text) => text.includes("two\n"));
    await exec("logged", ["touch", "/tmp/go"]);
    await log.until((text) => text.includes("three\n"));
    assert.equal(log.text(), "two\nthree\n");
    assert.equal(await read({ tailLines: 2 }), "two\nthree\n");
  },

  async portForward() {
    await run("forwarded", "exec nc -ll -p 8080 -e cat");
    const forward = new k8s.PortForward(config);
    const server = net.createServer((socket) => forward.portForward(namespace, "forwarded", [8080], socket, null, socket).catch((e) => socket.destroy(e)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      for (let connection = 0; connection < 3; connection++) {
        let echoed = "";
        for (let tries = 0; tries < 50 && echoed === ""; tries++) {
          const socket = net.connect(server.address().port, "127.0.0.1");
          socket.write(`hello ${connection}`);
          // The client does not close the socket when the pod does not listen yet.
          echoed = await Promise.race([once(socket, "data").then(([data]) => String(data), () => ""), once(socket, "close").then(() => ""), sleep(2_000, "")]);
          socket.destroy();
        }
        assert.equal(echoed, `hello ${connection}`);
      }
    } finally {
      server.close();
    }
  },

  async refusals() {
    const missing = await core.readNamespacedPod({ name: "none", namespace }).then(() => assert.fail("expected 404"), (e) => e);
    assert.equal(missing.code, 404);
    assert.equal(JSON.parse(missing.body).message, 'pods "none" not found');
    const invalid = await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: "Not_A_Name" } } }).then(() => assert.fail("expected 422"), (e) => e);
    assert.equal(invalid.code, 422);
  },
};

const limited = (play) => Promise.race([play(), sleep(90_000).then(() => { throw new Error("not done after 90 s"); })]);
const results = Object.entries(scenarios).map(async ([name, play]) => [name, await limited(play).then(() => null, (e) => String(e?.stack ?? e))]);
console.log(JSON.stringify(Object.fromEntries(await Promise.all(results))));
process.exit(0);
