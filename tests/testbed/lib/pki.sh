# Two authorities, the certificates they sign, and the key that signs service account tokens.

make_pki() (
    umask 077
    mkdir -p "$PKI"
    cd "$PKI"
    authority ca kubernetes-ca
    authority front-proxy-ca front-proxy-ca
    certificate apiserver ca /CN=kube-apiserver serverAuth "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost,IP:127.0.0.1,IP:$SERVICE_ADDRESS,IP:$TESTBED_HOST_ADDRESS"
    certificate apiserver-kubelet-client ca /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
    certificate front-proxy-client front-proxy-ca /CN=front-proxy-client clientAuth
    certificate admin ca /O=system:masters/CN=kubernetes-admin clientAuth
    certificate controller-manager ca /CN=system:kube-controller-manager clientAuth
    certificate scheduler ca /CN=system:kube-scheduler clientAuth
    certificate proxy ca /CN=system:kube-proxy clientAuth
    certificate node ca "/O=system:nodes/CN=system:node:$TESTBED_NODE" clientAuth
    certificate kubelet ca "/O=system:nodes/CN=system:node:$TESTBED_NODE" serverAuth "DNS:$TESTBED_NODE,IP:$TESTBED_NODE_ADDRESS"
    if ! [ -s service-account.pub ]; then
        new_key >service-account.key
        openssl pkey -in service-account.key -pubout -out service-account.pub
    fi
)

new_key() { openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -quiet; }

authority() { # NAME COMMON-NAME
    [ ! -s "$1.crt" ] || return 0
    new_key >"$1.key"
    openssl req -x509 -new -key "$1.key" -days 3650 -subj "/CN=$2" -addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature -out "$1.crt"
}

# certificate NAME AUTHORITY SUBJECT USAGE [ALTERNATIVE-NAMES]: made again when what it should say has changed.
certificate() {
    local wanted="$*"
    [ ! -s "$1.crt" ] || [ "$(cat "$1.about")" != "$wanted" ] || return 0
    new_key >"$1.key"
    openssl req -new -key "$1.key" -subj "$3" | openssl x509 -req -CA "$2.crt" -CAkey "$2.key" -days 3650 -set_serial "0x$(openssl rand -hex 16)" -out "$1.crt" \
        -extfile <(printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature,keyEncipherment "extendedKeyUsage=$4" ${5:+"subjectAltName=$5"}) 2>/dev/null
    echo "$wanted" >"$1.about"
}
