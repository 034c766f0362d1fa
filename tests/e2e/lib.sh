# What run prepares: the product, images, a model. Sourced by run; uses its variables.

build_product() { # PROJECT
    say "building $1"
    dotnet build "$repository/src/$1" -v q -nologo 9>&- >"$work/build.log" || { cat "$work/build.log"; fail 'it does not build.'; }
}

# An authority that the relay trusts, as LiteLLM trusts the public ones.
need_authority() {
    ! openssl x509 -in "$cache/ca.crt" -noout -checkend 86400 >/dev/null 2>&1 || return 0
    openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj '/CN=OpenClaw e2e' -keyout "$cache/ca.key" -out "$cache/ca.crt" 2>/dev/null
}

load_image() { # NAME:TAG FILE
    say "loading $1"
    $load "$2" >"$work/load.log" 2>&1 || { cat "$work/load.log" >&2; fail "the image cannot be loaded."; }
}

# OpenClaw and Playwright want a newer Node than Debian's; npm has it too.
need_node() {
    node=$cache/node-24
    [ -x "$node/bin/node" ] || {
        npm install --prefix "$work/node" --no-audit --no-fund --no-package-lock --loglevel error \
            "node-linux-$(dpkg --print-architecture | sed 's/amd64/x64/')@24" >&2
        mkdir -p "$node/bin"
        mv "$(find "$work/node/node_modules" -path '*/bin/node' -type f | head -n 1)" "$node/bin/node"
    }
    PATH=$node/bin:$PATH
}

need_openclaw_image() {
    openclaw=localhost/openclaw-e2e/openclaw:$version
    if [ ! -f "$cache/openclaw-$version.tar" ]; then
        say "building $openclaw"
        "$here/images/openclaw" "$work/openclaw.tar" "$openclaw" "$version" "$node/bin/node" >"$work/image.log" 2>&1 || { cat "$work/image.log" >&2; fail 'no image.'; }
        mv "$work/openclaw.tar" "$cache/openclaw-$version.tar"
    fi
    load_image "$openclaw" "$cache/openclaw-$version.tar"
}

# The same with npm, which the official image has and only plugins need.
need_npm_image() {
    openclaw_npm=localhost/openclaw-e2e/openclaw-npm:$version
    local file=$cache/openclaw-npm-$version.tar
    if [ ! "$file" -nt "$cache/openclaw-$version.tar" ]; then
        say "building $openclaw_npm"
        "$here/images/openclaw-npm" "$work/npm.tar" "$openclaw_npm" "$cache/openclaw-$version.tar" >"$work/image.log" 2>&1 || { cat "$work/image.log" >&2; fail 'no image.'; }
        mv "$work/npm.tar" "$file"
    fi
    load_image "$openclaw_npm" "$file"
}

# A tag of its own for each run: the relay is what is being worked on.
make_relay_image() {
    relay=localhost/openclaw-e2e/litellm-relay:$name
    "$here/images/litellm-relay" "$work/relay.tar" "$relay" "$cache/ca.crt"
    load_image "$relay" "$work/relay.tar"
}

start_model() {
    say 'starting the model'
    local key
    key=$(openssl rand -hex 24)
    openssl req -newkey rsa:2048 -nodes -subj /CN=model -keyout "$work/tls.key" -out "$work/tls.csr" 2>/dev/null
    openssl x509 -req -in "$work/tls.csr" -CA "$cache/ca.crt" -CAkey "$cache/ca.key" -CAserial "$work/serial" -CAcreateserial -days 30 \
        -extfile <(echo "subjectAltName=DNS:model.$model.svc.cluster.local") -out "$work/tls.crt" 2>/dev/null
    (umask 077 && printf '%s' "$key" >"$work/key" && cat >"$work/azure-openai.json") <<JSON
{"apiVersion": "v1", "deploymentName": "gpt-5.2", "azureOpenAI": [
  {"name": "e2e", "endpoint": "https://model.$model.svc.cluster.local:8443/", "key": "$key"}]}
JSON
    deploy_model >"$work/model.log" 2>&1 || { cat "$work/model.log" >&2; fail 'the model does not start.'; }
}

deploy_model() {
    in_model() { kubectl --namespace "$model" "$@"; }
    kubectl create namespace "$model" &&
        in_model create configmap model --from-file="$here/model.mjs" &&
        in_model create secret tls model-tls --cert="$work/tls.crt" --key="$work/tls.key" &&
        in_model create secret generic model-key --from-file=key="$work/key" &&
        sed "s#PERSISTENT_VOLUME#$name#; s#IMAGE#$openclaw#" "$here/model.yaml" | in_model apply -f - &&
        in_model wait job/volume --for=condition=complete --timeout=300s &&
        in_model rollout status deployment/model --timeout=300s
}
