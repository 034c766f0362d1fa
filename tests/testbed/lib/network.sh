# The node's own network namespace: kube-proxy's and the pods' rules and bridges stay in it and go with it.

in_node() { nsenter --net="/run/netns/$TESTBED_NAME" "$@"; }

network_up() {
    if ! [ -e "/run/netns/$TESTBED_NAME" ]; then
        ip netns add "$TESTBED_NAME"
        ip link add "$TESTBED_LINK" type veth peer name eth0 netns "$TESTBED_NAME"
        ip address add "$TESTBED_HOST_ADDRESS/30" dev "$TESTBED_LINK"
        ip link set "$TESTBED_LINK" up
        in_node ip link set lo up
        in_node ip address add "$TESTBED_NODE_ADDRESS/30" dev eth0
        in_node ip link set eth0 up
        in_node ip route add default via "$TESTBED_HOST_ADDRESS"
        ip route add "$SERVICE_CIDR" via "$TESTBED_NODE_ADDRESS"
        ip route add "$TESTBED_POD_CIDR" via "$TESTBED_NODE_ADDRESS"
        [ -e /proc/sys/net/bridge ] || modprobe br_netfilter || fail "the kernel has no br_netfilter, which Services need."
        in_node sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables'
    fi
    if [ "$(cat /proc/sys/net/ipv4/ip_forward)" = 0 ]; then
        touch "$TESTBED_STATE/forwarding-was-off"
        echo 1 >/proc/sys/net/ipv4/ip_forward
    fi
    machine_rules check || machine_rules add
}

network_down() {
    machine_rules delete
    [ ! -e "/run/netns/$TESTBED_NAME" ] || ip netns delete "$TESTBED_NAME"
    # The link's end here lives until the kernel has taken the namespace apart.
    [ ! -e "/sys/class/net/$TESTBED_LINK" ] || ip link delete "$TESTBED_LINK" 2>/dev/null || true
    if [ -e "$TESTBED_STATE/forwarding-was-off" ]; then
        echo 0 >/proc/sys/net/ipv4/ip_forward
        rm "$TESTBED_STATE/forwarding-was-off"
    fi
}

# machine_rules add|check|delete: lets the node out to the network by the machine's address.
machine_rules() {
    local rule table
    command -v iptables >/dev/null || return 0
    for rule in \
        "nat POSTROUTING -s $TESTBED_NODE_ADDRESS ! -o $TESTBED_LINK -j MASQUERADE" \
        "filter FORWARD -i $TESTBED_LINK -j ACCEPT" \
        "filter FORWARD -o $TESTBED_LINK -j ACCEPT"; do
        table=${rule%% *}
        # shellcheck disable=SC2086 # the rule is a list of words
        set -- "$1" ${rule#* }
        case $1 in
            check) iptables -w -t "$table" -C "${@:2}" -m comment --comment "$TESTBED_NAME" 2>/dev/null || return 1 ;;
            add) machine_rule_exists "$table" "${@:2}" || iptables -w -t "$table" -I "${@:2}" -m comment --comment "$TESTBED_NAME" ;;
            delete) ! machine_rule_exists "$table" "${@:2}" || iptables -w -t "$table" -D "${@:2}" -m comment --comment "$TESTBED_NAME" ;;
        esac
    done
}

machine_rule_exists() { iptables -w -t "$1" -C "${@:2}" -m comment --comment "$TESTBED_NAME" 2>/dev/null; }
