# Names in pods: dnsmasq on the node's address answers SERVICE.NAMESPACE.svc.cluster.local from a file that follows the
# API server, and asks the machine's name servers for the rest. Services without a cluster address get no name.

NAMES=$TESTBED_STATE/names

start_names() {
    mkdir -p "$NAMES"
    start_process dnsmasq nsenter --net="/run/netns/$TESTBED_NAME" dnsmasq --keep-in-foreground --conf-file=/dev/null \
        --user=root --pid-file= --log-facility=- --listen-address="$TESTBED_NODE_ADDRESS" --bind-interfaces --no-hosts \
        --hostsdir="$NAMES" --local=/cluster.local/ --resolv-file="$CONFIG/resolv.conf"
    start_process service-names bash "$TESTBED_HOME/lib/follow-services" "$BIN/kubectl" "$TESTBED_KUBECONFIG" "$NAMES"
}
