# What can be set from outside. TESTBED_INDEX alone is enough for a second cluster beside the first;
# every derived name, port and address can also be set by itself.

TESTBED_INDEX=${TESTBED_INDEX:-0}
TESTBED_CACHE=${TESTBED_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/openclaw-testbed}
case "$TESTBED_INDEX" in
    0) TESTBED_NAME=${TESTBED_NAME:-openclaw-test} ;;
    [1-9]) TESTBED_NAME=${TESTBED_NAME:-openclaw-test-$TESTBED_INDEX} ;;
    *) echo "TESTBED_INDEX is a digit from 0 to 9, not '$TESTBED_INDEX'." && exit 2 ;;
esac
# Test suites refuse contexts that do not look like a test's: the name is the context's.
if ! [[ $TESTBED_NAME =~ ^openclaw-test(-[a-z0-9]+)*$ ]]; then
    echo "TESTBED_NAME is 'openclaw-test' or starts with 'openclaw-test-' and holds small letters, digits and hyphens; it is '$TESTBED_NAME'."
    exit 2
fi
TESTBED_STATE=${TESTBED_STATE:-$TESTBED_CACHE/clusters/$TESTBED_NAME}
TESTBED_NODE=${TESTBED_NODE:-node}

# Ports on the machine's loopback: the API server, etcd's two, the controller manager, the scheduler.
TESTBED_PORT=${TESTBED_PORT:-$((16443 + 10 * TESTBED_INDEX))}
ETCD_PORT=$((TESTBED_PORT + 1))
ETCD_PEER_PORT=$((TESTBED_PORT + 2))
CONTROLLER_MANAGER_PORT=$((TESTBED_PORT + 3))
SCHEDULER_PORT=$((TESTBED_PORT + 4))

# The node lives in a network namespace of its own at the other end of a link; its ports disturb nobody.
TESTBED_LINK=${TESTBED_LINK:-octest$TESTBED_INDEX}
TESTBED_HOST_ADDRESS=${TESTBED_HOST_ADDRESS:-172.31.$((240 + TESTBED_INDEX)).1}
TESTBED_NODE_ADDRESS=${TESTBED_NODE_ADDRESS:-172.31.$((240 + TESTBED_INDEX)).2}
TESTBED_SERVICE_PREFIX=${TESTBED_SERVICE_PREFIX:-10.$((97 + TESTBED_INDEX))}
TESTBED_POD_CIDR=${TESTBED_POD_CIDR:-10.$((145 + TESTBED_INDEX)).0.0/24}
SERVICE_CIDR=$TESTBED_SERVICE_PREFIX.0.0/16
SERVICE_ADDRESS=$TESTBED_SERVICE_PREFIX.0.1

# Choose one of several cached builds; empty takes the newest there is.
TESTBED_KUBERNETES_VERSION=${TESTBED_KUBERNETES_VERSION:-}

PKI=$TESTBED_STATE/pki
CONFIG=$TESTBED_STATE/config
LOGS=$TESTBED_STATE/logs
RUN=/run/$TESTBED_NAME # sockets: their paths must stay under 108 characters
CONTAINERD_SOCKET=$RUN/containerd.sock
TESTBED_KUBECONFIG=$TESTBED_STATE/kubeconfig
