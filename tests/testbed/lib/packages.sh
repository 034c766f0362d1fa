# Debian packages, installed only where what they bring is missing, without starting their services.

# need_packages PATH=PACKAGE...: PATH is a program's name or an absolute path that the package brings.
need_packages() {
    local pair wanted=()
    for pair; do
        [ -n "$(command -v "${pair%%=*}")" ] || [ -e "${pair%%=*}" ] || wanted+=("${pair#*=}")
    done
    [ ${#wanted[@]} -eq 0 ] || install_packages "${wanted[@]}"
}

install_packages() (
    [ "$(. /etc/os-release && echo "$ID $VERSION_ID")" = "debian 12" ] || fail "this machine is not Debian 12; install the equivalent of: $*"
    say "installing $*"
    if ! [ -e /usr/sbin/policy-rc.d ]; then
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt_install() { apt-get install -qq -y --no-install-recommends "$@" >"$LOGS/apt.log" 2>&1 </dev/null; }
    apt_install "$@" || { apt-get update -qq && apt_install "$@"; } || { tail "$LOGS/apt.log" && fail "apt-get cannot install $*."; }
    # Only what came now: a service that was here before is the machine owner's.
    ! [ -d /run/systemd/system ] || for package; do
        case $package in
            etcd-server) systemctl disable --now -q etcd ;;
            containerd) systemctl disable --now -q containerd ;;
            dnsmasq-base) ;; # brings no service
        esac
    done
)

need_control_plane_packages() {
    need_packages etcd=etcd-server openssl=openssl
}

need_node_packages() {
    need_packages containerd=containerd runc=runc /usr/lib/cni/bridge=containernetworking-plugins conntrack=conntrack \
        iptables=iptables ip=iproute2 socat=socat mount=mount dnsmasq=dnsmasq-base /bin/busybox=busybox-static
}

need_build_packages() {
    need_packages "$GO=golang-1.19-go" "$REFLECT2=golang-github-modern-go-reflect2-dev" \
        dpkg-source=dpkg-dev /usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring
}
