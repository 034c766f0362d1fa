# Whether a node with pods can run on this machine; if not, in words why. Small trials of what containerd, the kubelet and kube-proxy do.

NODE_MEMORY=4 # GiB: OpenClaw and LiteLLM are promised three
NODE_DISK=6   # GiB: OpenClaw's image as a file and unpacked, containerd, etcd

cannot() {
    echo "no node can run here: $*"
    exit 4
}

cluster_check() {
    [ "$(id -u)" = 0 ] || cannot "this is not root."
    local free
    free=$(awk '/^MemAvailable:/ { print int($2 / 1048576) }' /proc/meminfo)
    [ "$free" -ge $NODE_MEMORY ] || cannot "$free GiB of memory are free, $NODE_MEMORY are needed."
    free=$(($(stat -f -c '%a * %S' "$TESTBED_STATE") >> 30))
    [ "$free" -ge $NODE_DISK ] || cannot "$free GiB of disk are free under $TESTBED_STATE, $NODE_DISK are needed."
    (need_node_packages) || cannot "Debian's packages cannot be installed (see above)."
    local trial work
    work=$(mktemp -d "$TESTBED_STATE/check.XXXXXX")
    for trial in overlay network container; do
        (cd "$work" && "try_$trial") >"$work/log" 2>&1 || {
            local said
            said=$(tail -n 1 "$work/log")
            rm -rf "$work"
            cannot "$(why_not "$trial"): $said"
        }
    done
    rm -rf "$work"
    say "a node can run here, with control groups version $(cgroup_version)"
}

why_not() {
    case $1 in
        overlay) echo "overlay mounts do not work on the file system of $TESTBED_STATE" ;;
        network) echo "network namespaces, links, bridges or their address translation do not work" ;;
        container) echo "runc cannot run a container in a control group of its own" ;;
    esac
}

try_overlay() {
    mkdir lower upper over merged
    unshare --mount mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=over merged
}

try_network() {
    local name=$TESTBED_NAME-check
    ip netns add "$name" || return
    ip netns delete "$name"
    [ -e /proc/sys/net/bridge ] || modprobe br_netfilter || return
    unshare --net sh -ec '
        ip link add one type veth peer name two
        ip link add cni0 type bridge
        iptables -w -t nat -A POSTROUTING -m comment --comment check -j MASQUERADE
        iptables -w -A FORWARD -m conntrack --ctstate NEW -m statistic --mode random --probability 0.5 -j ACCEPT'
}

# With the limits that the kubelet sets, and in the tree it uses.
try_container() {
    need_cgroup || return
    mkdir -p rootfs/bin
    cp /bin/busybox rootfs/bin/true
    runc spec || return
    sed -i 's|"terminal": true|"terminal": false|; s|^\t\t\t"sh"$|\t\t\t"/bin/true"|' config.json
    sed -i "s|\"resources\": {|\"cgroupsPath\": \"/$TESTBED_NAME/check\", \"resources\": {\"memory\": {\"limit\": 67108864}, \"cpu\": {\"shares\": 2}, \"pids\": {\"limit\": 50},|" config.json
    runc --root "$PWD/state" run "$TESTBED_NAME-check" </dev/null
    local code=$?
    process_runs kubelet || remove_cgroup
    return $code
}
