# The cluster as a whole: what is started in which order, and taken down in the other.

ETCD=http://127.0.0.1:$ETCD_PORT

cluster_up() { # [--control-plane]
    [ "$(id -u)" = 0 ] || fail "this needs root."
    need_control_plane_packages
    if [ "$1" = --control-plane ]; then
        need_programs kubectl kube-apiserver kube-controller-manager kube-scheduler
    else
        need_node_packages
        need_programs kubectl kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy pause
    fi
    make_pki
    write_control_plane_config
    start_control_plane
    if [ "$1" != --control-plane ]; then
        network_up
        mounts_up
        write_node_config
        start_node
    fi
    echo "$TESTBED_KUBECONFIG" >&3
}

kubectl() { "$BIN/kubectl" --kubeconfig "$TESTBED_KUBECONFIG" --request-timeout 5s "$@"; }

start_control_plane() {
    local is_new=
    [ -d "$TESTBED_STATE/etcd" ] || is_new=1
    mkdir -p -m 700 "$TESTBED_STATE/etcd"
    start_process etcd etcd --name "$TESTBED_NAME" --data-dir "$TESTBED_STATE/etcd" \
        --listen-client-urls "$ETCD" --advertise-client-urls "$ETCD" \
        --listen-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls "http://127.0.0.1:$ETCD_PEER_PORT" \
        --initial-cluster "$TESTBED_NAME=http://127.0.0.1:$ETCD_PEER_PORT"
    start_api_server
    if [ -n "$is_new" ]; then
        # A server that has seen the cluster's whole life forgets nothing; one that was restarted answers 410 for its beginnings.
        stop_process kube-apiserver
        start_api_server
    fi
    start_process kube-controller-manager "$BIN/kube-controller-manager" --kubeconfig="$CONFIG/controller-manager.kubeconfig" \
        --authentication-kubeconfig="$CONFIG/controller-manager.kubeconfig" --authorization-kubeconfig="$CONFIG/controller-manager.kubeconfig" \
        --bind-address=127.0.0.1 --secure-port="$CONTROLLER_MANAGER_PORT" --port=0 --leader-elect=false \
        --use-service-account-credentials=true --service-account-private-key-file="$PKI/service-account.key" --root-ca-file="$PKI/ca.crt" \
        --cluster-signing-cert-file="$PKI/ca.crt" --cluster-signing-key-file="$PKI/ca.key" \
        --requestheader-client-ca-file="$PKI/front-proxy-ca.crt" --cluster-cidr="$TESTBED_POD_CIDR"
    start_process kube-scheduler "$BIN/kube-scheduler" --kubeconfig="$CONFIG/scheduler.kubeconfig" \
        --authentication-kubeconfig="$CONFIG/scheduler.kubeconfig" --authorization-kubeconfig="$CONFIG/scheduler.kubeconfig" \
        --bind-address=127.0.0.1 --secure-port="$SCHEDULER_PORT" --port=0 --leader-elect=false
    wait_for "the controllers work" 60 kubectl get serviceaccount default --namespace default
}

start_api_server() {
    # The node reaches the API server through the relay on the host's end of its link; only the machine itself reaches 127.0.0.1.
    start_process kube-apiserver "$BIN/kube-apiserver" --etcd-servers="$ETCD" \
        --bind-address=127.0.0.1 --secure-port="$TESTBED_PORT" --advertise-address="$TESTBED_HOST_ADDRESS" \
        --tls-cert-file="$PKI/apiserver.crt" --tls-private-key-file="$PKI/apiserver.key" --client-ca-file="$PKI/ca.crt" \
        --service-account-key-file="$PKI/service-account.pub" --service-account-signing-key-file="$PKI/service-account.key" \
        --service-account-issuer=https://kubernetes.default.svc.cluster.local \
        --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
        --service-cluster-ip-range="$SERVICE_CIDR" \
        --kubelet-client-certificate="$PKI/apiserver-kubelet-client.crt" --kubelet-client-key="$PKI/apiserver-kubelet-client.key" \
        --kubelet-certificate-authority="$PKI/ca.crt" --kubelet-preferred-address-types=InternalIP \
        --requestheader-client-ca-file="$PKI/front-proxy-ca.crt" --requestheader-allowed-names=front-proxy-client \
        --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
        --requestheader-extra-headers-prefix=X-Remote-Extra- \
        --proxy-client-cert-file="$PKI/front-proxy-client.crt" --proxy-client-key-file="$PKI/front-proxy-client.key"
    wait_for "the API server is ready" 120 kubectl get --raw /readyz
}

start_node() {
    mkdir -p "$RUN" "$TESTBED_STATE/kubelet"
    need_cgroup
    start_process relay socat "TCP-LISTEN:$TESTBED_PORT,bind=$TESTBED_HOST_ADDRESS,reuseaddr,fork" "TCP:127.0.0.1:$TESTBED_PORT"
    start_process containerd "${on_node[@]}" containerd --config "$CONFIG/containerd.toml"
    wait_for "containerd answers" 30 node_ctr version
    need_images
    local since
    since=$(process_runs kubelet && echo 0 || date +%s)
    start_process kubelet "${on_node[@]}" "$BIN/kubelet" --config="$CONFIG/kubelet.yaml" \
        --kubeconfig="$CONFIG/node.kubeconfig" --root-dir="$TESTBED_STATE/kubelet" \
        --hostname-override="$TESTBED_NODE" --node-ip="$TESTBED_NODE_ADDRESS" \
        --container-runtime=remote --container-runtime-endpoint="unix://$CONTAINERD_SOCKET"
    start_process kube-proxy nsenter --net="/run/netns/$TESTBED_NAME" "$BIN/kube-proxy" --config="$CONFIG/proxy.yaml"
    start_names
    wait_for "the node is ready" 120 node_is_ready "$since"
}

# node_is_ready SINCE: and said so by this kubelet, not by one before it.
node_is_ready() {
    local status time
    read -r status time < <(kubectl get node "$TESTBED_NODE" -o jsonpath='{range .status.conditions[?(@.type=="Ready")]}{.status} {.lastHeartbeatTime}{end}')
    [ "$status" = True ] && [ "$(date -d "$time" +%s)" -ge "$1" ]
}

cluster_down() { # [--wipe]
    local name
    for name in service-names dnsmasq kube-proxy kubelet; do stop_process "$name"; done
    ! process_runs containerd || remove_pods
    for name in containerd relay kube-scheduler kube-controller-manager; do stop_process "$name"; done
    stop_process kube-apiserver 2 # it would wait a minute for open watches
    stop_process etcd
    end_leftovers
    mounts_down
    if command -v ip >/dev/null; then network_down; fi
    remove_cgroup
    rm -rf "$RUN" "$TESTBED_STATE/addresses" "$NAMES"
    if [ "$1" = --wipe ]; then
        rm -rf "$TESTBED_STATE" "${BUILD:?}"
    fi
    say "$TESTBED_NAME is down"
}

cluster_status() {
    local name
    for name in etcd kube-apiserver kube-controller-manager kube-scheduler relay containerd kubelet kube-proxy dnsmasq service-names; do
        printf '%-24s %s\n' "$name" "$(process_runs "$name" && cut -d ' ' -f 1 "$processes/$name" || echo down)"
    done
    find_build kubectl && kubectl get --raw /readyz >/dev/null 2>&1 || { echo "the API server does not answer" && exit 3; }
    echo "$TESTBED_KUBECONFIG" >&3
}
