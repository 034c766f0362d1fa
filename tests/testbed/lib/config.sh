# The files the programs read.

# write FILE: from stdin, only when it differs, so that a program is restarted only for a reason.
write() {
    local text
    text=$(cat)
    [ "$text" = "$(cat "$1" 2>/dev/null)" ] || (umask 077 && printf '%s\n' "$text" >"$1")
}

kubeconfig() { # CERTIFICATE ADDRESS CONTEXT
    cat <<YAML
apiVersion: v1
kind: Config
current-context: $3
contexts:
- name: $3
  context: {cluster: $TESTBED_NAME, user: $1}
clusters:
- name: $TESTBED_NAME
  cluster:
    server: https://$2:$TESTBED_PORT
    certificate-authority-data: $(base64 -w0 "$PKI/ca.crt")
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$PKI/$1.crt")
    client-key-data: $(base64 -w0 "$PKI/$1.key")
YAML
}

write_control_plane_config() {
    kubeconfig admin 127.0.0.1 "$TESTBED_NAME" | write "$TESTBED_KUBECONFIG"
    kubeconfig controller-manager 127.0.0.1 controller-manager | write "$CONFIG/controller-manager.kubeconfig"
    kubeconfig scheduler 127.0.0.1 scheduler | write "$CONFIG/scheduler.kubeconfig"
}

write_node_config() {
    kubeconfig node "$TESTBED_HOST_ADDRESS" node | write "$CONFIG/node.kubeconfig"
    kubeconfig proxy "$TESTBED_HOST_ADDRESS" proxy | write "$CONFIG/proxy.kubeconfig"
    sed -n 's/^\(nameserver\|search\)/\1/p' /etc/resolv.conf | write "$CONFIG/resolv.conf"
    mkdir -p "$CONFIG/cni"
    write_network_config
    write_containerd_config
    write_kubelet_config
    write_proxy_config
}

write_network_config() {
    write "$CONFIG/cni/10-bridge.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "$TESTBED_NAME", "plugins": [
  {"type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$TESTBED_STATE/addresses", "ranges": [[{"subnet": "$TESTBED_POD_CIDR"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
}

write_containerd_config() {
    write "$CONFIG/containerd.toml" <<TOML
version = 2
root = "$TESTBED_STATE/containerd"
state = "$RUN/containerd"
disabled_plugins = ["io.containerd.internal.v1.opt"]

[grpc]
  address = "$CONTAINERD_SOCKET"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$PAUSE_IMAGE"
  netns_mounts_under_state_dir = true
  # Without CAP_SYS_RESOURCE runc cannot lower an oom_score_adj; this keeps it from trying.
  restrict_oom_score_adj = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "$CONFIG/cni"

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
TOML
}

write_kubelet_config() {
    write "$CONFIG/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $TESTBED_NODE_ADDRESS
readOnlyPort: 0
authentication:
  anonymous: {enabled: false}
  webhook: {enabled: true}
  x509: {clientCAFile: $PKI/ca.crt}
authorization: {mode: Webhook}
tlsCertFile: $PKI/kubelet.crt
tlsPrivateKeyFile: $PKI/kubelet.key
cgroupDriver: cgroupfs
cgroupRoot: /$TESTBED_NAME
failSwapOn: false
oomScoreAdj: 0
clusterDomain: cluster.local
clusterDNS: ["$TESTBED_NODE_ADDRESS"]
resolvConf: $CONFIG/resolv.conf
# A test machine's disk may be nearly full of other things; images are ours to remove.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%, nodefs.inodesFree: 1%}
YAML
}

write_proxy_config() {
    write "$CONFIG/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $CONFIG/proxy.kubeconfig}
clusterCIDR: $TESTBED_POD_CIDR
hostnameOverride: $TESTBED_NODE
mode: iptables
oomScoreAdj: 0
# The conntrack limits belong to the machine; a network namespace cannot set them.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
YAML
}
