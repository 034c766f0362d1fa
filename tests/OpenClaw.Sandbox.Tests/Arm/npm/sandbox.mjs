// Plays scenarios with Microsoft's clients, each against an Azure Resource Manager of its own: ARM_ENDPOINTS maps scenario to endpoint.
// Prints a JSON object of scenario to error text, or null when all was well.
import assert from "node:assert/strict";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { ResourceManagementClient } from "@azure/arm-resources";

const subscription = process.env.ARM_SUBSCRIPTION;
const credential = (token) => ({ getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) });
const poll = { updateIntervalInMs: 20 };
const group = "sdk-RG";
const name = "sdk-aks";

const body = (size = "Standard_D2s_v5") => ({
  location: "eastus2",
  tags: { "made-by": "sdk" },
  sku: { name: "Base", tier: "Free" },
  identity: { type: "SystemAssigned" },
  dnsPrefix: "sdk",
  enableRbac: true,
  agentPoolProfiles: [{ name: "system", mode: "System", type: "VirtualMachineScaleSets", count: 1, vmSize: size, osType: "Linux" }],
  networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", networkDataplane: "cilium", networkPolicy: "cilium" },
  oidcIssuerProfile: { enabled: true },
});

const all = async (pages) => {
  const items = [];
  for await (const item of pages) items.push(item);
  return items;
};

const refused = async (promise, status, code) => {
  const error = await promise.then(() => assert.fail(`expected ${code}`), (e) => e);
  const got = error.code ?? error.details?.error?.code ?? error.details?.code;
  assert.deepEqual([error.statusCode, got], [status, code], error.stack);
  return error;
};

const connect = (endpoint, token = process.env.ARM_TOKEN) => {
  const options = { endpoint, retryOptions: { maxRetries: 0 } };
  return {
    resources: new ResourceManagementClient(credential(token), subscription, options),
    ...new ContainerServiceClient(credential(token), subscription, options),
  };
};

const makeGroup = ({ resources }) => resources.resourceGroups.createOrUpdate(group, { location: "eastus2", tags: { owner: "sdk" } });

const scenarios = {
  async lifecycle(client) {
    const { resources, managedClusters, agentPools } = client;
    assert.equal((await makeGroup(client)).properties.provisioningState, "Succeeded");
    assert.equal((await resources.resourceGroups.checkExistence(group)).body, true);
    assert.equal((await resources.resourceGroups.checkExistence("none")).body, false);

    const states = new Set();
    const poller = managedClusters.createOrUpdate(group, name, body(), poll);
    poller.onProgress((state) => states.add(state.status));
    const created = await poller.pollUntilDone();
    assert.ok(states.has("running"), "the poller saw the operation run");
    assert.equal(created.provisioningState, "Succeeded");
    assert.equal(created.powerState.code, "Running");
    assert.equal(created.enableRbac ?? created.enableRBAC, true);
    assert.match(created.fqdn, /^sdk-[a-z0-9]{8}\.hcp\.eastus2\.azmk8s\.io$/);
    assert.equal(created.agentPoolProfiles[0].vmSize, "Standard_D2s_v5");
    assert.match(created.oidcIssuerProfile.issuerURL, /^https:\/\/eastus2\.oic/);

    assert.equal((await managedClusters.get(group, name)).id, created.id);
    assert.deepEqual((await all(managedClusters.list())).map((c) => c.name), [name]);
    assert.deepEqual((await all(managedClusters.listByResourceGroup(group))).map((c) => c.name), [name]);
    assert.deepEqual((await all(agentPools.list(group, name))).map((p) => p.name), ["system"]);
    assert.equal((await managedClusters.getUpgradeProfile(group, name)).controlPlaneProfile.kubernetesVersion, created.currentKubernetesVersion);
    assert.ok((await managedClusters.listKubernetesVersions("eastus2")).values.some((v) => v.isDefault));
    const found = await all(resources.resources.list({ filter: "resourceType eq 'Microsoft.ContainerService/managedClusters'" }));
    assert.deepEqual(found.map((r) => r.name), [name]);

    const { kubeconfigs } = await managedClusters.listClusterUserCredentials(group, name);
    assert.match(Buffer.from(kubeconfigs[0].value).toString(), /^apiVersion: v1\n[^]*current-context: sdk-aks\n/);
    assert.equal((await managedClusters.listClusterAdminCredentials(group, name)).kubeconfigs[0].name, "clusterAdmin");

    assert.deepEqual((await managedClusters.updateTags(group, name, { tags: { a: "b" } }, poll).pollUntilDone()).tags, { a: "b" });

    await managedClusters.stop(group, name, poll).pollUntilDone();
    const stopped = await managedClusters.get(group, name);
    assert.deepEqual([stopped.provisioningState, stopped.powerState.code], ["Succeeded", "Stopped"]);
    await refused(managedClusters.stop(group, name, poll).pollUntilDone(), 409, "OperationNotAllowed");
    await managedClusters.start(group, name, poll).pollUntilDone();
    assert.equal((await managedClusters.get(group, name)).powerState.code, "Running");

    await managedClusters.delete(group, name, poll).pollUntilDone();
    await refused(managedClusters.get(group, name), 404, "ResourceNotFound");
    await managedClusters.delete(group, name, poll).pollUntilDone();
    await resources.resourceGroups.beginDeleteAndWait(group, poll);
    assert.equal((await resources.resourceGroups.checkExistence(group)).body, false);
  },

  async refusals(client, endpoint) {
    const { resources, managedClusters } = client;
    await refused(managedClusters.createOrUpdate(group, name, body(), poll).pollUntilDone(), 404, "ResourceGroupNotFound");
    await makeGroup(client);
    const size = await refused(managedClusters.createOrUpdate(group, name, body("Standard_Nope"), poll).pollUntilDone(), 400, "BadRequest");
    assert.match(size.message, /The VM size of Standard_Nope is not allowed in your subscription in location 'eastus2'/);
    await refused(managedClusters.createOrUpdate(group, "bad-", body(), poll).pollUntilDone(), 400, "InvalidParameter");
    await refused(resources.resourceGroups.createOrUpdate("x", { location: "atlantis" }), 400, "LocationNotAvailableForResourceGroup");
    await refused(resources.resourceGroups.get("none"), 404, "ResourceGroupNotFound");
    await refused(resources.providers.get("Microsoft.Nonsense"), 404, "InvalidResourceNamespace");
    await refused(connect(endpoint, "wrong").managedClusters.get(group, name), 401, "InvalidAuthenticationToken");
  },

  async failedCreate(client) {
    const { managedClusters } = client;
    await makeGroup(client);
    const poller = managedClusters.createOrUpdate(group, name, body(), poll);
    const error = await poller.pollUntilDone().then(() => assert.fail("expected a failure"), (e) => e);
    assert.match(error.message, /AksCapacityHeavyUsage/);
    const cluster = await managedClusters.get(group, name);
    assert.equal(cluster.provisioningState, "Failed");
    assert.equal(cluster.status.provisioningError.code ?? cluster.status.provisioningError.error?.code, "AksCapacityHeavyUsage");
  },

  async registration(client) {
    const { resources, managedClusters } = client;
    assert.equal((await resources.providers.get("Microsoft.ContainerService")).registrationState, "NotRegistered");
    await makeGroup(client);
    await refused(managedClusters.createOrUpdate(group, name, body(), poll).pollUntilDone(), 409, "MissingSubscriptionRegistration");
    let provider = await resources.providers.register("Microsoft.ContainerService");
    while (provider.registrationState === "Registering") provider = await resources.providers.get("Microsoft.ContainerService");
    assert.equal(provider.registrationState, "Registered");
    assert.ok((await all(resources.providers.list())).some((p) => p.namespace === "Microsoft.Compute"));
  },
};

const results = Object.entries(JSON.parse(process.env.ARM_ENDPOINTS)).map(async ([scenario, endpoint]) => {
  const error = await scenarios[scenario](connect(endpoint), endpoint).then(() => null, (e) => e.stack);
  return [scenario, error];
});
console.log(JSON.stringify(Object.fromEntries(await Promise.all(results))));
